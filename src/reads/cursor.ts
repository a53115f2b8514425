/**
 * Where a page ended, as an opaque text: the id of its last row. The next page holds smaller ids only, so rows that
 * arrive meanwhile neither move nor repeat what is read.
 */
import { isId } from '../core/id.ts'

const VERSION = 'v1.'

/** The cursor that stands after the row with this id. */
export function encodeCursor(id: string): string {
  return Buffer.from(VERSION + id).toString('base64url')
}

/** The id, or null when the text is not a cursor of ours. */
export function decodeCursor(cursor: string): string | null {
  const text = Buffer.from(cursor, 'base64url').toString()
  const id = text.startsWith(VERSION) ? text.slice(VERSION.length) : ''
  return isId(id) && encodeCursor(id) === cursor ? id : null
}
