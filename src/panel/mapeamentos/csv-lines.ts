/** Mappings as lines of a file: which columns there are, and what a row of cells says. */
import type { CsvRow } from './csv-text.ts'
import type { MappingKind } from './mapping-kind.ts'

export const CSV_HEADERS: Readonly<Record<MappingKind, readonly string[]>> = {
  sku: ['sku_externo', 'sku_interno'],
  status: ['status_externo', 'status_interno', 'terminal'],
}

/** As processing.import_sku_mappings and its sister take it. */
export interface CsvLine {
  readonly linha: number
  readonly externo: string
  readonly interno: string
  readonly terminal?: boolean | undefined
}

/** What can't be told from a row; the rest is for the database to say. */
export interface CsvProblem {
  readonly linha: number
  readonly erro: string
}

/** A row of headings at the top is passed over. */
export function readLines(
  kind: MappingKind,
  rows: readonly CsvRow[],
): { readonly lines: readonly CsvLine[]; readonly problems: readonly CsvProblem[] } {
  const headers = CSV_HEADERS[kind]
  const [first] = rows
  const isHeading = first?.cells[0]?.trim().toLowerCase() === headers[0]
  const lines: CsvLine[] = []
  const problems: CsvProblem[] = []
  for (const { linha, cells } of isHeading ? rows.slice(1) : rows) {
    const [externo = '', interno = '', said = ''] = cells
    const terminal = TERMINAL[said.trim().toLowerCase()]
    if (cells.slice(headers.length).some((cell) => cell !== '')) {
      problems.push({ linha, erro: `a linha tem mais de ${headers.length} colunas` })
    } else if (kind === 'status' && terminal === undefined) {
      problems.push({ linha, erro: 'a coluna terminal aceita sim ou não' })
    } else if (`${externo}${interno}`.includes('\0')) {
      problems.push({ linha, erro: 'a linha tem um caractere que não pode ser guardado' })
    } else if (kind === 'status') {
      lines.push({
        linha,
        externo,
        interno: interno.trim().toUpperCase(),
        terminal: terminal ?? false,
      })
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
