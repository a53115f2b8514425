/** Whether a text has so few lines and cells that it may be an import: told before it is taken apart, which costs by the cell. */

/** Twice what an import may have (processing.import_sku_mappings says so line by line), for blank lines and quoted breaks. */
const LINES_MAX = 10_000
const CELLS_MAX = 60_000

export function isBoundedCsv(text: string): boolean {
  return (
    countOf(text, '\n', LINES_MAX) < LINES_MAX &&
    countOf(text, '\r', LINES_MAX) < LINES_MAX &&
    [';', ',', '\t'].every((sign) => countOf(text, sign, CELLS_MAX) < CELLS_MAX)
  )
}

/** No further than `most`. */
function countOf(text: string, sign: string, most: number): number {
  let count = 0
  for (let at = text.indexOf(sign); at !== -1 && count < most; at = text.indexOf(sign, at + 1))
    count += 1
  return count
}
