/**
 * The text of a file, as spreadsheets save it: UTF-8; UTF-16 with a byte order mark, which Excel calls Unicode text; or
 * else what Windows in Portuguese means by ANSI.
 */

export function importText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
