/** CSV as Excel in Portuguese opens and saves it: semicolons, a byte order mark, quotes around what needs them. */
import { safeCell, unsafeCell } from './safe-cell.ts'

const BOM = '\uFEFF'

/** Each row ends with CRLF; cells that a spreadsheet could run are made safe. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return BOM + rows.map((row) => `${row.map(cellText).join(';')}\r\n`).join('')
}

function cellText(text: string): string {
  const safe = safeCell(text)
  return /[";\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A row, and on which line of the text it begins, from 1. */
export interface CsvRow {
  readonly linha: number
  readonly cells: readonly string[]
}

/**
 * What was written, by `writeCsv` or by hand: rows of blanks are left out. Columns are told apart by semicolons, or
 * where the first line has none by tabs, or else by commas. Never throws: a quote that nobody closes ends with the text.
 */
export function parseCsv(text: string): CsvRow[] {
  const body = text.startsWith(BOM) ? text.slice(1) : text
  const first = /^[^\r\n]*/.exec(body)?.[0] ?? ''
  const separator = [';', '\t'].find((sign) => first.includes(sign)) ?? ','
  const rows: CsvRow[] = []
  let cells: string[] = []
  let linha = 1
  let line = 1
  let at = 0
  const end = () => {
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ linha, cells })
    cells = []
    linha = line
  }
  while (at < body.length) {
    const { cell, next } =
      body[at] === '"' ? quoted(body, at, separator) : bare(body, at, separator)
    line += cell.split(/\r\n|\r|\n/).length - 1
    cells.push(unsafeCell(cell))
    at = next
    if (body[at] === separator) {
      at += 1
      if (at < body.length && !/[\r\n]/.test(body[at] ?? '')) continue
      cells.push('')
    }
    if (body.startsWith('\r\n', at)) at += 2
    else if (at < body.length) at += 1
    line += 1
    end()
  }
  return rows
}

interface Cell {
  readonly cell: string
  /** Where the separator, the end of the line or the end of the text is. */
  readonly next: number
}

function bare(body: string, from: number, separator: string): Cell {
  let next = from
  while (next < body.length && body[next] !== separator && !/[\r\n]/.test(body[next] ?? ''))
    next += 1
  return { cell: body.slice(from, next), next }
}

/** What stands between a closing quote and the separator belongs to the cell. */
function quoted(body: string, from: number, separator: string): Cell {
  let cell = ''
  let at = from + 1
  for (;;) {
    const close = body.indexOf('"', at)
    if (close === -1) return { cell: cell + body.slice(at), next: body.length }
    cell += body.slice(at, close)
    if (body[close + 1] !== '"') {
      const rest = bare(body, close + 1, separator)
      return { cell: cell + rest.cell, next: rest.next }
    }
    cell += '"'
    at = close + 2
  }
}
