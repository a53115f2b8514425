/**
 * Cells that a spreadsheet takes for text. One that begins with = + - @, a tab or an end of line could be run as a
 * formula: it gets an apostrophe, which reading takes away again. What has apostrophes of its own before such a sign gets
 * one more, so that every text comes back as it was.
 */

const FORMULA = /^'*[=+\-@\t\r\n]/

export function safeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

export function unsafeCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}
