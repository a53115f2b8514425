/**
 * Decides in one pass over its bytes whether JSON has few enough values to be parsed at all. The cost of parsing,
 * checking and refusing a body grows with its values, not its bytes, and a megabyte can hold half a million values.
 */

export interface JsonBounds {
  /** How deep lists and objects may nest. */
  readonly depthMax: number
  /** The values and members of all lists and objects together. */
  readonly valuesMax: number
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/** `bytes` is UTF-8. It need not be JSON: the parser refuses what is not. */
export function isBoundedJson(bytes: Uint8Array, { depthMax, valuesMax }: JsonBounds): boolean {
  let depth = 0
  let values = 1
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfString(bytes, at + 1)
        break
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1
        values += 1
        if (depth > depthMax) return false
        break
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1
        break
      case COMMA:
        values += 1
        if (values > valuesMax) return false
        break
      default:
    }
  }
  return true
}

function endOfString(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}
