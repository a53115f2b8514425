/**
 * Where a page ended, as an opaque text: the id of its last row. The next page holds only smaller ids, so rows that
 * arrive meanwhile neither move nor repeat the rows that are read.
 */
import { isId } from '../core/id.ts'

const VERSION = 'v1.'

/** The cursor after the row with this id. */
export function encodeCursor(id: string): string {
  return Buffer.from(VERSION + id).toString('base64url')
}

/** The id, or null if the text is not a cursor that `encodeCursor` made. */
export function decodeCursor(cursor: string): string | null {
  const text = Buffer.from(cursor, 'base64url').toString()
  const id = text.startsWith(VERSION) ? text.slice(VERSION.length) : ''
  return isId(id) && encodeCursor(id) === cursor ? id : null
}
