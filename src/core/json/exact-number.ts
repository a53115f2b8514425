/** A number of a JSON text, digit for digit: `1.10`, `1e400` and twenty digits stay what they were. */

/** Missing from TypeScript's libraries: a text that JSON.stringify writes as it is. */
interface JsonWithRaw {
  rawJSON(text: string): unknown
}

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
