/**
 * CSV as Excel in Portuguese opens and saves it: semicolons, a byte order mark, quotes around the cells that need them.
 * A cell that a spreadsheet could run as a formula is written with an apostrophe, which reading takes away again.
 */
import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'

/** Each row ends with CRLF. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => row.map(safeCell)),
    {
      bom: true,
      delimiter: ';',
      record_delimiter: 'windows',
      quoted_match: /[";\r\n\t]|^\s|\s$/,
    },
  )
}

/** A row, and the line of the text on which it begins, from 1. */
export interface CsvRow {
  readonly linha: number
  readonly cells: readonly string[]
}

/**
 * Reads what `writeCsv` or a person wrote, and leaves out blank rows. The separator is the semicolon; if the first line
 * has none, the tab; or else the comma. Never throws: the end of the text closes an open quote, and a cell with text after
 * its closing quote keeps its quotes.
 */
export function parseCsv(text: string): CsvRow[] {
  const [first = ''] = /^[^\r\n]*/.exec(text) ?? []
  const separator = [';', '\t'].find((sign) => first.includes(sign)) ?? ','
  const rows: CsvRow[] = []
  let linha = 1
  for (const raw of recordsOf(text, separator)) {
    const cells = raw.map(unsafeCell)
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ linha, cells })
    // The library counts a CRLF within quotes twice.
    linha += 1 + raw.reduce((breaks, cell) => breaks + cell.split(/\r\n|\r|\n/).length - 1, 0)
  }
  return rows
}

function recordsOf(text: string, delimiter: string): string[][] {
  const options = {
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
  }
  try {
    return parse(text, options)
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error
    return parse(`${text}"`, options)
  }
}

/**
 * What a spreadsheet could run: a cell that begins with = + - @, a tab or an end of line. Apostrophes of its own may
 * stand before the sign; such a cell gets one more, so that every text comes back as it was. The library's own guard does
 * not: it can't tell its apostrophe from another.
 */
const FORMULA = /^'*[=+\-@\t\r\n]/

export function safeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

function unsafeCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}
