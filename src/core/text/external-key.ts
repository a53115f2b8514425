/**
 * The one spelling of a SKU or an external status, from whichever side it comes: composed (NFC), every blank a plain
 * space, none at its ends, nor anything invisible. Letters and their case stay as they are.
 * processing.external_key is its twin: mappings are spelled there, events here.
 */
export function externalKey(text: string): string {
  return text.normalize('NFC').replaceAll(BLANK, ' ').replaceAll(ENDS, '')
}

const BLANK = /[\t-\r\u0085\u00A0\u1680\u2002-\u200A\u2028\u2029\u202F\u205F\u3000]/g
const ENDS = /^[ \u200B-\u200D\u2060\uFEFF]+|[ \u200B-\u200D\u2060\uFEFF]+$/g
