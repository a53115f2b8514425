/** Reads JSON without losing a digit, for screens. JSON.stringify writes every number of the result as it was. */

/** A number that a double can't hold exactly becomes an ExactNumber. @throws SyntaxError when the text is not JSON */
export function parseLosslessJson(text: string): unknown {
  return JSON.parse(text, keepSource) as unknown
}

function keepSource(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number') return value
  const source = context?.source ?? String(value)
  return String(value) === source ? value : new ExactNumber(source)
}

/** TypeScript's libraries lack `JSON.rawJSON`: it makes a value whose text JSON.stringify writes unchanged. */
interface JsonWithRaw {
  rawJSON(text: string): unknown
}

/** A number of a JSON text, kept digit for digit: `1.10`, `1e400` and twenty digits stay as they were. */
export class ExactNumber {
  readonly source: string

  /** `source` must be a number by JSON's grammar. */
  constructor(source: string) {
    this.source = source
  }

  /** Makes JSON.stringify write the digits as a number, not as a string. */
  toJSON(): unknown {
    return (JSON as unknown as JsonWithRaw).rawJSON(this.source)
  }
}
