/** A listener as the service starts it. It keeps all that it reports for assertions. */
import type { TestContext } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import type { Running } from '../../../src/core/running.ts'
import {
  type ListenerOptions,
  type ListenState,
  startListener,
} from '../../../src/db/connect/listener.ts'
import { eventually } from '../eventually.ts'

export interface TestListener extends Running {
  notified: number
  readonly states: readonly ListenState[]
  readonly lines: readonly { readonly level: string; readonly msg: string }[]
  /** Waits until the listener is in that state. */
  reaches(state: ListenState): Promise<void>
}

export const testChannel = 'hub_acorda'

/** Stopped when the test ends. */
export function testListener(
  t: TestContext,
  url: string,
  options: Partial<ListenerOptions> = {},
): TestListener {
  const states: ListenState[] = []
  const lines: { level: string; msg: string }[] = []
  const log = createLogger({
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
  })
  const listener = startListener({
    url,
    channel: testChannel,
    log,
    onNotify: () => (seen.notified += 1),
    onState: (state) => states.push(state),
    ...options,
  })
  const seen: TestListener = {
    ...listener,
    notified: 0,
    states,
    lines,
    reaches: async (state) => {
      await eventually(() => states.at(-1) === state, { what: `it is ${state}` })
    },
  }
  t.after(() => listener.stop())
  return seen
}
