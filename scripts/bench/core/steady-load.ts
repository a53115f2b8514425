/** Sends a steady flow of events from several tenants, at intended times that do not wait for answers. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { benchEvent } from './stored-events.ts'

export interface Lateness {
  /** Milliseconds since 1970. */
  readonly intended: number
  readonly ms: number
}

export interface SteadyLoad {
  /** How late each append was sent, so that nobody mistakes the load's own delays for the system's. */
  readonly lateness: readonly Lateness[]
  /** How long after its intended time each append was committed, which is when a webhook would be answered. */
  readonly answers: readonly Lateness[]
  /** Resolves to the number of events once all are appended. */
  stop(): Promise<number>
}

const tickMs = 10

/**
 * Appends every 10 ms, for the tenants in turn. An event counts as received at its intended time, however late its
 * append.
 */
export function startLoad(
  clients: readonly pg.Client[],
  eventsPerSecond: number,
  tenants: readonly number[],
): SteadyLoad {
  const perTick = Math.max(1, Math.round((eventsPerSecond * tickMs) / 1000))
  const lateness: Lateness[] = []
  const answers: Lateness[] = []
  // One append at a time on each connection. Those behind it wait, and keep their intended times.
  const queues = clients.map((client) => ({ client, last: Promise.resolve() }))
  let stopping = false
  let sent = 0

  async function append(client: pg.Client, intended: number): Promise<void> {
    lateness.push({ intended, ms: Math.max(0, Date.now() - intended) })
    const events = Array.from({ length: perTick }, (_, i) => {
      const n = sent + i
      return benchEvent(Math.floor(n / tenants.length), tenants[n % tenants.length])
    })
    sent += perTick
    await client.query({
      name: 'steady_append',
      text: 'select from ingress.append_events($1::json, $2)',
      values: [JSON.stringify(events), new Date(intended).toISOString()],
    })
    answers.push({ intended, ms: Date.now() - intended })
  }

  async function flow(): Promise<void> {
    const startedAt = Date.now()
    for (let tick = 0; !stopping; tick++) {
      const intended = startedAt + tick * tickMs
      const early = intended - Date.now()
      if (early > 0) await sleep(early)
      const queue = queues[tick % queues.length]
      if (queue === undefined) throw new Error('a load needs a client')
      queue.last = queue.last.then(() => append(queue.client, intended))
      queue.last.catch(() => {
        stopping = true
      })
    }
    await Promise.all(queues.map(({ last }) => last))
  }

  const flowing = flow()
  // The caller that stops the load gets the error.
  flowing.catch(() => {})
  return {
    lateness,
    answers,
    async stop() {
      stopping = true
      await flowing
      return sent
    },
  }
}
