/** Reads JSON without losing a digit, for screens: JSON.stringify of the result writes every number as it was. */

/** A number that a double can't hold exactly becomes an ExactNumber. @throws SyntaxError when the text is not JSON */
export function parseLosslessJson(text: string): unknown {
  return JSON.parse(text, keepSource) as unknown
}

function keepSource(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number') return value
  const source = context?.source ?? String(value)
  return String(value) === source ? value : new ExactNumber(source)
}

/** Missing from TypeScript's libraries: a text that JSON.stringify writes as it is. */
interface JsonWithRaw {
  rawJSON(text: string): unknown
}

/** A number of a JSON text, digit for digit: `1.10`, `1e400` and twenty digits stay what they were. */
export class ExactNumber {
  readonly source: string

  /** `source`: as the grammar of JSON has it. */
  constructor(source: string) {
    this.source = source
  }

  /** JSON.stringify writes the digits, not a text. */
  toJSON(): unknown {
    return (JSON as unknown as JsonWithRaw).rawJSON(this.source)
  }
}
