/** Prints what a command found: one JSON document for a program (`--json`), or text and tables for a person. */
import type { CommandIo } from './command-io.ts'

/** `text` is made only when a person reads. */
export function printResult(
  io: Pick<CommandIo, 'print'>,
  json: boolean | undefined,
  value: unknown,
  text: () => string,
): void {
  io.print(json === true ? JSON.stringify(value, null, 2) : text())
}

/** Aligns rows under a line of headings; numbers are right-aligned. Without rows the headings stand alone. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))))
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[], like: readonly unknown[]) =>
    row
      .map((cell, column) =>
        typeof like[column] === 'number'
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [
    line(headings, rows[0] ?? []),
    ...cells.map((row, index) => line(row, rows[index] ?? [])),
  ].join('\n')
}
