/** Wakes the relays of a database at a fixed interval, so that they look for work equally often in every mode. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Running } from '../../../src/core/running.ts'

/** Nothing else may use `client` until the metronome has stopped. */
export function startMetronome(client: pg.Client, everyMs: number): Running {
  const stopping = new AbortController()
  const beat = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await client.query(`select pg_notify('hub_outbox', '')`)
      await sleep(everyMs)
    }
  }
  const beating = beat()
  return {
    stop() {
      stopping.abort()
      return beating
    },
  }
}
