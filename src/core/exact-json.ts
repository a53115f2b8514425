/** JSON whose numbers keep their digits: a whole number that a double can't hold is read as its text. */

/** @throws SyntaxError when the text is not JSON */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, keepDigits) as unknown
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  return /^-?\d+$/.test(source) ? source : value
}
