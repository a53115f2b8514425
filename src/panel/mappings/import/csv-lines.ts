/** Mappings as lines of a file: which columns there are, and how a row of cells is read. */
import { externalKey } from '../../../core/text/external-key.ts'
import { isStorable } from '../../../core/text/storable.ts'
import type { CsvRow } from '../../../core/text/csv-text.ts'
import type { MappingKind } from '../mapping-kind.ts'

export const CSV_HEADERS: Readonly<Record<MappingKind, readonly string[]>> = {
  sku: ['sku_externo', 'sku_interno'],
  status: ['status_externo', 'status_interno', 'terminal'],
}

/** A line as processing.import_sku_mappings and import_status_mappings take it. */
export interface CsvLine {
  readonly linha: number
  readonly externo: string
  readonly interno: string
  readonly terminal?: boolean | undefined
}

/** A row that can't be read. The database judges the rows that can. */
export interface CsvProblem {
  readonly linha: number
  readonly erro: string
}

interface CsvLines {
  readonly lines: readonly CsvLine[]
  readonly problems: readonly CsvProblem[]
}

/** A heading row names the columns, in any order. Without one they have the order of CSV_HEADERS. */
export function readLines(kind: MappingKind, rows: readonly CsvRow[]): CsvLines {
  const [first] = rows
  const headings = first?.cells.map(headingOf) ?? []
  const known = CSV_HEADERS[kind]
  if (first === undefined || !headings.some(isHeading)) return linesOf(kind, known, rows)
  const erro = problemOf(known, headings)
  if (erro !== null) return { lines: [], problems: [{ linha: first.linha, erro }] }
  return linesOf(kind, headings, rows.slice(1))
}

/** Reads `SKU Externo`, as a spreadsheet may have it, as `sku_externo`. */
function headingOf(cell: string): string {
  return externalKey(cell).toLowerCase().replaceAll(/[ -]+/g, '_')
}

/** True for a name of either kind, so that a file of the other kind is refused and not read as data. */
function isHeading(text: string): boolean {
  return text !== 'terminal' && Object.values(CSV_HEADERS).some((names) => names.includes(text))
}

function problemOf(known: readonly string[], headings: readonly string[]): string | null {
  const [externo = '', interno = ''] = known
  const named = headings.filter((text) => text !== '')
  const wrong =
    !named.includes(externo) ||
    !named.includes(interno) ||
    named.some((text) => !known.includes(text)) ||
    new Set(named).size < named.length
  return wrong ? `o cabeçalho deve ter só as colunas ${known.join(', ')}, cada uma uma vez` : null
}

function linesOf(kind: MappingKind, columns: readonly string[], rows: readonly CsvRow[]): CsvLines {
  const lines: CsvLine[] = []
  const problems: CsvProblem[] = []
  const [nameOfExterno = '', nameOfInterno = ''] = CSV_HEADERS[kind]
  for (const { linha, cells } of rows) {
    const cell = (name: string) => cells[columns.indexOf(name)] ?? ''
    const externo = externalKey(cell(nameOfExterno))
    const interno = externalKey(cell(nameOfInterno))
    const terminal = TERMINAL[externalKey(cell('terminal')).toLowerCase()]
    if (cells.some((text, at) => text !== '' && (columns[at] ?? '') === '')) {
      problems.push({ linha, erro: `a linha tem mais de ${CSV_HEADERS[kind].length} colunas` })
    } else if (kind === 'status' && terminal === undefined) {
      problems.push({ linha, erro: 'a coluna terminal aceita sim ou não' })
    } else if (!isStorable(`${externo}${interno}`)) {
      problems.push({ linha, erro: 'a linha tem um caractere que não pode ser guardado' })
    } else if (kind === 'status') {
      const status = interno.toUpperCase()
      lines.push({ linha, externo, interno: status, terminal: terminal ?? false })
    } else {
      lines.push({ linha, externo, interno })
    }
  }
  return { lines, problems }
}

const TERMINAL: Readonly<Record<string, boolean>> = {
  '': false,
  não: false,
  nao: false,
  false: false,
  falso: false,
  sim: true,
  true: true,
  verdadeiro: true,
}
