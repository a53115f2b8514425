/**
 * The one spelling of a SKU or an external status: composed (NFC), with plain spaces for all blanks, and without spaces
 * or invisible characters at its ends. Letters and their case stay. The SQL function processing.external_key does the
 * same for mappings; this one does it for events.
 */
export function externalKey(text: string): string {
  return text.normalize('NFC').replaceAll(BLANK, ' ').replaceAll(ENDS, '')
}

const BLANK = /[\t-\r\u0085\u00A0\u1680\u2002-\u200A\u2028\u2029\u202F\u205F\u3000]/g
const ENDS = /^[ \u200B-\u200D\u2060\uFEFF]+|[ \u200B-\u200D\u2060\uFEFF]+$/g
