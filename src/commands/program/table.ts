/** Rows as aligned text columns, for people at a terminal. */

/** One line a row below a line of headings; numbers are right-aligned. No rows: the headings alone. */
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
