/**
 * Reads the notifications of the last two days that the marketplace gave up delivering. Each is read as if it had come,
 * with its own key, so one that did come after all stores nothing. An entry holds what was sent and what it was about:
 * where one can't be read the other is.
 */
import { parseExactJson } from '../../core/json/exact-json.ts'
import { type Notification, notificationIn } from '../translate/notification.ts'
import { request } from '../http/request.ts'
import { resourceOf } from '../translate/resource.ts'
import type { FoundResource } from './store-fetch-requests.ts'
import { done, failureOf, type SyncContext, type SyncTask, unreadableList } from './sync-task.ts'
import { type Part, partOf } from '../translate/json-part.ts'

/** More than two days of any hub can fill. A list that does not end is not followed for ever. */
const PAGES_MAX = 1000
const HOUR_MS = 3_600_000

export const missedFeeds: SyncTask = {
  name: 'MISSED_FEEDS',
  async run(context) {
    const { seller, client, store, signal, now } = context
    const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS)
    let [seen, stored] = [0, 0]
    const gaps: string[] = []
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await client(seller, request.missedFeeds(seller.applicationId, seen), signal)
      if (answer.kind !== 'found') return failureOf(answer)
      const body = partOf(answer.body)
      const messages = body.parts('messages')
      if (messages === null) return unreadableList(body.odd('messages', 'deve ser uma lista'))
      if (messages.length === 0) break
      seen += messages.length
      const read = messages.map((message) => ({
        message,
        notification: notificationOf(message, seller.applicationId, hour),
      }))
      stored += await store(read.flatMap(({ notification }) => foundIn(notification, context)))
      gaps.push(
        ...read.flatMap(({ message, notification }) =>
          notification === null ? [gapOf(message)] : [],
        ),
      )
    }
    return done({ ate: gaps.length === 0 ? now : null, vistos: seen, novos: stored }, gaps)
  },
}

/**
 * Reads what was sent, as text or as an object. The entry's own field stands for one that is needed and missing; the
 * application is the one whose list it is.
 */
function notificationOf(message: Part, application: string, hour: Date): Notification | null {
  const sent = message.part('request').value('data')
  const recorded = typeof sent === 'string' ? parsed(sent) : sent
  const fields = partOf(recorded).fields
  const whole = { ...message.fields, ...fields, application_id: application }
  const needed = Object.keys(usual).flatMap((name) => {
    const usable = [fields[name], message.value(name)].find((value) => isUsable(name, value))
    return usable === undefined && name === 'application_id' ? [] : [[name, usable]]
  })
  const mended = { ...whole, ...(Object.fromEntries(needed) as Partial<typeof usual>) }
  return notificationIn(recorded, hour) ?? notificationIn(mended, hour)
}

/** Which field of an entry is missing or odd. */
function gapOf(message: Part): string {
  const odd = Object.keys(usual).find((name) => !isUsable(name, message.value(name)))
  return message.odd(odd ?? 'topic', 'deve ser como em uma notificação')
}

const usual = { topic: 'items', resource: '/items/1', user_id: 1, application_id: 1 }

function isUsable(name: string, value: unknown): boolean {
  return notificationIn({ ...usual, [name]: value }, new Date(0)) !== null
}

function foundIn(
  notification: Notification | null,
  { seller, sellers }: SyncContext,
): readonly FoundResource[] {
  if (notification === null) return []
  const { topic, resource, key, userId, applicationId } = notification
  if (resourceOf(topic, resource) === null || applicationId !== seller.applicationId) return []
  const owner = sellers.find((each) => each.clientId === seller.clientId && each.userId === userId)
  if (owner === undefined) return []
  return [{ tenantId: owner.tenantId, resource, key, origem: 'MISSED_FEEDS' }]
}

function parsed(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return undefined
  }
}
