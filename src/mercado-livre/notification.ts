/**
 * A notification of the marketplace: a hint that some resource has changed, unsigned and without data. Ids are kept as
 * their digits, since an application's may be beyond what a double holds.
 */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { parseExactJson } from '../core/exact-json.ts'
import { REPLACEMENT } from '../core/storable.ts'
import { MarketplaceId } from './marketplace-id.ts'

const text = (lengthMax: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(lengthMax))
const optional = (lengthMax: number) => v.nullish(text(lengthMax), null)

const Body = v.object({
  _id: optional(128),
  id: optional(128),
  topic: text(64),
  resource: text(512),
  user_id: MarketplaceId,
  application_id: MarketplaceId,
  received: optional(64),
  recieved: optional(64),
  sent: optional(64),
})

export interface Notification {
  /** What tells a second delivery from a second notification. */
  readonly key: string
  readonly topic: string
  /** As it was sent: see resourceOf. */
  readonly resource: string
  readonly userId: string
  readonly applicationId: string
}

/** Null for what is no notification. Never throws. */
export function readNotification(body: string): Notification | null {
  const read = v.safeParse(Body, parsed(body))
  if (!read.success) return null
  const { _id, id, topic, resource, user_id, application_id, received, recieved, sent } =
    read.output
  const at = received ?? recieved ?? sent ?? ''
  const parts = [topic, resource, user_id, application_id, at]
  const digest = () => createHash('sha256').update(parts.join('|')).digest('hex')
  return {
    key: [_id, id].find(isKey) ?? digest(),
    topic,
    resource,
    userId: user_id,
    applicationId: application_id,
  }
}

/** One that can't be stored as it was sent may be another's as well. */
function isKey(id: string | null): id is string {
  return id !== null && !id.includes(REPLACEMENT)
}

function parsed(body: string): unknown {
  try {
    return parseExactJson(body)
  } catch {
    return undefined
  }
}
