/**
 * The notifications that the marketplace gave up delivering, of the last two days: each is read as if it had come, with
 * its own key, so that one that did come after all makes nothing.
 */
import * as v from 'valibot'
import { readNotification } from './notification.ts'
import { request } from './request.ts'
import { resourceOf } from './resource.ts'
import type { FoundHint } from './store-hints.ts'
import { failureOf, type SyncContext, type SyncTask, unreadable } from './sync-task.ts'

const Page = v.object({ messages: v.array(v.unknown()) })
/** What was sent is kept as the text that it was. */
const Recorded = v.object({ request: v.object({ data: v.string() }) })

/** More than there can be in two days of any hub; a list that does not end is not followed for ever. */
const PAGES_MAX = 1000

export const missedFeeds: SyncTask = {
  tarefa: 'MISSED_FEEDS',
  async run(context) {
    const { seller, client, store, signal, now } = context
    let [vistos, novos] = [0, 0]
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await client(seller, request.missedFeeds(seller.applicationId, vistos), signal)
      if (answer.kind !== 'found') return failureOf(answer)
      const read = v.safeParse(Page, answer.body)
      if (!read.success) return unreadable
      const { messages } = read.output
      if (messages.length === 0) break
      vistos += messages.length
      novos += await store(messages.flatMap((message) => hintOf(message, context)))
    }
    return { kind: 'done', ate: now, vistos, novos }
  },
}

function hintOf(message: unknown, { seller, sellers }: SyncContext): readonly FoundHint[] {
  const recorded = v.safeParse(Recorded, message)
  const notification = recorded.success ? readNotification(recorded.output.request.data) : null
  if (notification === null) return []
  const { topic, resource, key, userId, applicationId } = notification
  if (resourceOf(topic, resource) === null || applicationId !== seller.applicationId) return []
  const owner = sellers.find((each) => each.clientId === seller.clientId && each.userId === userId)
  if (owner === undefined) return []
  return [{ tenantId: owner.tenantId, resource, key, origem: 'MISSED_FEEDS' }]
}
