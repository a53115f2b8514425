/**
 * A request's body as raw bytes, read once and counted while it comes: no more than the limit is ever held. What comes
 * beyond it is thrown away unread, so that the sender is still listening when it is told.
 */
import type { Readable } from 'node:stream'

type Body =
  | { readonly kind: 'complete'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  /** The sender left, or was cut off for being too slow. */
  | { readonly kind: 'incomplete' }

/** Never rejects. `source` keeps flowing after `too_large`: whoever owns the connection ends it. */
export function readBody(source: Readable, bytesMax: number): Promise<Body> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = []
    let size = 0
    const settle = (body: Body) => {
      source.off('data', take).off('end', complete).off('close', incomplete)
      chunks = []
      resolve(body)
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > bytesMax) settle({ kind: 'too_large' })
      else chunks.push(chunk)
    }
    const complete = () => {
      const [only] = chunks
      settle({
        kind: 'complete',
        bytes: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks),
      })
    }
    const incomplete = () => settle({ kind: 'incomplete' })
    // For as long as the stream lives: an error that nobody listens to would end the process.
    source.on('error', incomplete)
    source.on('data', take).on('end', complete).on('close', incomplete)
    if (source.destroyed) incomplete()
  })
}
