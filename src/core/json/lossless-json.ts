/** JSON read without losing a digit, for screens: JSON.stringify of what this gives writes every number as it was. */
import { ExactNumber } from './exact-number.ts'

/** A number that a double would write otherwise is an ExactNumber. @throws SyntaxError when the text is not JSON */
export function parseLosslessJson(text: string): unknown {
  return JSON.parse(text, keepSource) as unknown
}

function keepSource(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number') return value
  const source = context?.source ?? String(value)
  return String(value) === source ? value : new ExactNumber(source)
}
