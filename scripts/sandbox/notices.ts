/**
 * Sends notifications as the marketplace does: several for each change, some late or never, in any order; exactly 200
 * within half a second, or it is tried again, eight times in an hour. What was given up is kept for two days, and
 * its topic is disabled: changes are then never announced until the topic is enabled again.
 */
import { randomUUID } from 'node:crypto'
import type { Random } from './random.ts'
import type { Change } from './truth.ts'

export interface NoticeHabits {
  /** Notifications for each change. [3] */
  readonly copies?: number
  /** Share that is never sent, and is listed as missed. [0] */
  readonly lost?: number
  /** Share that is sent up to an hour later. [0] */
  readonly late?: number
  /** Share that is delivered a second time. [0] */
  readonly repeated?: number
}

export interface Notice {
  readonly body: Readonly<Record<string, unknown>>
  readonly createdMs: number
  attempts: number
  dueMs: number
}

/** Resolves to the status of the answer; 0: none came in time. */
export type Post = (body: string) => Promise<number>

export interface Notices {
  announce(change: Change): void
  /** Sends everything that is due; resolves to how many were sent. */
  send(): Promise<number>
  /** The notifications of the last two days that were given up, the oldest first. */
  missed(): readonly Notice[]
  /** Enables a topic, as a person does in the application's panel. */
  enable(topic: string): void
  readonly counts: {
    made: number
    delivered: number
    lost: number
    givenUp: number
    /** Its topic was disabled: it was neither sent nor kept. */
    untold: number
  }
}

const MINUTE_MS = 60_000
/** Waits double from a minute to a quarter of an hour; the last attempt comes an hour after the first. */
const ATTEMPTS = 8
const WAIT_DOUBLES = 4
const KEPT_MS = 48 * 3_600_000

export function createNotices(options: {
  readonly applicationId: string
  readonly post: Post
  readonly nowMs: () => number
  readonly random: Random
  readonly habits: NoticeHabits
}): Notices {
  const { applicationId, post, nowMs, random, habits } = options
  const { copies = 3, lost = 0, late = 0, repeated = 0 } = habits
  const waiting: Notice[] = []
  const missed: Notice[] = []
  const disabled = new Set<unknown>()
  const counts = { made: 0, delivered: 0, lost: 0, givenUp: 0, untold: 0 }

  function make({ resource, topic, sellerId }: Change): void {
    counts.made++
    if (disabled.has(topic)) {
      counts.untold++
      return
    }
    const at = new Date(nowMs()).toISOString()
    // Some have an id and some do not. The seller is a number or a text.
    const user_id = random.chance(0.5) ? Number(sellerId) : sellerId
    const id = random.chance(0.8) ? { _id: randomUUID() } : {}
    const received = { received: at.replace('Z', `${String(counts.made).padStart(6, '0')}Z`) }
    const body = {
      ...id,
      resource,
      user_id,
      topic,
      application_id: Number(applicationId),
      ...received,
    }
    const notice = { body, createdMs: nowMs(), attempts: 0, dueMs: nowMs() }
    if (random.chance(lost)) {
      counts.lost++
      missed.push({ ...notice, attempts: ATTEMPTS })
      return
    }
    if (random.chance(late)) notice.dueMs += random.next() * 60 * MINUTE_MS
    waiting.push(notice)
  }

  async function deliver(notice: Notice): Promise<void> {
    notice.attempts++
    const sent = {
      ...notice.body,
      attempts: notice.attempts,
      sent: new Date(nowMs()).toISOString(),
    }
    const status = await post(JSON.stringify(sent))
    if (status === 200) {
      counts.delivered++
      if (random.chance(repeated)) await post(JSON.stringify(sent))
      return
    }
    if (notice.attempts >= ATTEMPTS) {
      counts.givenUp++
      missed.push(notice)
      disabled.add(notice.body['topic'])
      return
    }
    notice.dueMs = nowMs() + MINUTE_MS * 2 ** Math.min(notice.attempts - 1, WAIT_DOUBLES)
    waiting.push(notice)
  }

  return {
    counts,
    announce(change) {
      for (let n = 0; n < copies; n++) make(change)
    },
    async send() {
      const due = waiting.filter(({ dueMs }) => dueMs <= nowMs())
      const rest = waiting.filter(({ dueMs }) => dueMs > nowMs())
      waiting.splice(0, waiting.length, ...rest)
      const shuffled = due
        .map((notice) => ({ notice, at: random.next() }))
        .toSorted((a, b) => a.at - b.at)
      for (let n = 0; n < shuffled.length; n += 20) {
        await Promise.all(shuffled.slice(n, n + 20).map(({ notice }) => deliver(notice)))
      }
      return due.length
    },
    enable: (topic) => void disabled.delete(topic),
    missed: () => missed.filter(({ createdMs }) => createdMs > nowMs() - KEPT_MS),
  }
}
