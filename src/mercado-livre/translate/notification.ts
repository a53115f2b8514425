/**
 * Reads a resource notification of the marketplace: it says that a resource has changed, unsigned and without data. Ids are
 * kept as their digits, because an application's may be beyond what a double holds.
 */
import { createHash } from 'node:crypto'
import { systemClock } from '../../core/clock.ts'
import { parseExactJson } from '../../core/json/exact-json.ts'
import { REPLACEMENT } from '../../core/text/storable.ts'
import { topicOf } from './resource.ts'
import { partOf } from './json-part.ts'

export interface Notification {
  /** What tells a second delivery from a second notification. */
  readonly key: string
  readonly topic: string
  /** As it was sent: see resourceOf. */
  readonly resource: string
  readonly userId: string
  readonly applicationId: string
}

/**
 * Null for what is no notification. It needs its resource, user and application, and its topic where the resource is not one
 * that the hub fetches. Never throws.
 */
export function readNotification(body: string, now = systemClock.now()): Notification | null {
  return notificationIn(parsed(body), now)
}

/**
 * Reads the same from a body that was parsed before. Where nothing in it tells it from the next one of its resource, the
 * minute of `now` does: otherwise the next one would be taken for a second delivery, and a change would be lost.
 */
export function notificationIn(body: unknown, now: Date): Notification | null {
  const read = partOf(body)
  const resource = wordOf(body, 'resource', 512)
  const topic = wordOf(body, 'topic', 64) ?? topicOf(resource ?? '')
  const [userId, applicationId] = [read.id('user_id'), read.id('application_id')]
  if (topic === null || resource === null || userId === null || applicationId === null) return null
  const id = keyOf(body, '_id') ?? keyOf(body, 'id')
  return {
    key: id ?? digestOf(body, [topic, resource, userId, applicationId], now),
    topic,
    resource,
    userId,
    applicationId,
  }
}

/** Null for an id that can't be stored as it was sent: another id may look the same. */
function keyOf(body: unknown, name: string): string | null {
  const id = wordOf(body, name, 128)
  return id?.includes(REPLACEMENT) === true ? null : id
}

/** A word as it was sent, not trimmed, because it is compared or matched whole. Null for a blank one. */
function wordOf(body: unknown, name: string, lengthMax: number): string | null {
  const value = valueOf(body, name)
  const isWord = typeof value === 'string' && value.trim() !== '' && value.length <= lengthMax
  return isWord && !value.includes('\0') && value.isWellFormed() ? value : null
}

/** Stands for an id that is missing or can't be kept. It is the same for each attempt at one notification. */
function digestOf(body: unknown, parts: readonly string[], now: Date): string {
  const first = (...names: readonly string[]) =>
    names.map((name) => valueOf(body, name)).find((each) => each != null && each !== '')
  const [at, odd] = [first('received', 'recieved', 'sent'), first('_id', 'id')]
  const minute = at === undefined && odd === undefined ? Math.floor(now.getTime() / 60_000) : ''
  const all = [...parts, textOf(at ?? minute), ...(odd === undefined ? [] : [textOf(odd)])]
  return createHash('sha256').update(all.join('|')).digest('hex')
}

function valueOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function parsed(body: string): unknown {
  try {
    return parseExactJson(body)
  } catch {
    return undefined
  }
}
