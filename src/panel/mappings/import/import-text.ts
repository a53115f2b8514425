/** The text of a file of mappings, and whether it is small enough to be taken apart. */

/**
 * Reads a file as spreadsheets save it: UTF-8; UTF-16 with a byte order mark, which Excel calls Unicode text; or else
 * Windows-1252, which Windows in Portuguese calls ANSI.
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

/** Twice what an import may have (processing.import_sku_mappings says so line by line), for blank lines and quoted breaks. */
const LINES_MAX = 10_000
const CELLS_MAX = 60_000

/** Whether a text has so few lines and cells that it may be an import. Asked before parsing, which costs by the cell. */
export function isBoundedImport(text: string): boolean {
  return (
    countOf(text, '\n', LINES_MAX) < LINES_MAX &&
    countOf(text, '\r', LINES_MAX) < LINES_MAX &&
    [';', ',', '\t'].every((sign) => countOf(text, sign, CELLS_MAX) < CELLS_MAX)
  )
}

/** Stops counting at `most`. */
function countOf(text: string, sign: string, most: number): number {
  let count = 0
  for (let at = text.indexOf(sign); at !== -1 && count < most; at = text.indexOf(sign, at + 1))
    count += 1
  return count
}
