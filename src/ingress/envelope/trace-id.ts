/** The id that ties a webhook to its event and its order: the caller's own by W3C Trace Context, else a new one. */
import { randomUUID } from 'node:crypto'

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/

/** A UUID in lower case. A malformed `traceparent` counts as none. */
export function traceIdOf(traceparent: string | undefined): string {
  const id = TRACEPARENT.exec(traceparent ?? '')?.[1]
  if (id === undefined) return randomUUID()
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
