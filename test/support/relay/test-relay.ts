/** A relay as the service would start it, on a test's database, with all that it reports kept for assertions. */
import type { TestContext } from 'node:test'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { type ListenerOptions, startListener } from '../../../src/db/connect/listener.ts'
import { createPool, type Pool } from '../../../src/db/connect/pool.ts'
import type { Driver } from '../../../src/notifications/driver.ts'
import { localDriver } from '../../../src/notifications/parse-driver.ts'
import {
  createNotifier,
  type Notifier,
  type NotifierHooks,
} from '../../../src/notifications/notifier.ts'
import type { StepReport } from '../../../src/relay/relay-hooks.ts'
import { type Relay, type RelaySettings, startRelay } from '../../../src/relay/relay.ts'
import type { WakeSource } from '../../../src/relay/wake-signal.ts'
import type { Handler } from '../../../src/relay/handler-worker.ts'
import { eventually } from '../eventually.ts'
import { serviceUrl } from '../database/service-url.ts'

export type LogLine = Readonly<Record<string, unknown>> & {
  readonly level: string
  readonly msg: string
}

type NoticeReport = Parameters<NonNullable<NotifierHooks['onNotice']>>[0]

export interface TestRelay extends Relay {
  readonly pool: Pool
  readonly steps: readonly StepReport[]
  readonly wakes: readonly WakeSource[]
  readonly notices: readonly NoticeReport[]
  readonly lines: readonly LogLine[]
  /** Waits until it has told the producers that it sleeps, and has looked again. */
  asleep(): Promise<void>
}

interface TestRelayOptions {
  readonly settings?: Partial<RelaySettings>
  /** Whether it hears notifications, and how. [false] */
  readonly listens?: boolean | Partial<ListenerOptions>
  /** For all three media. [local] */
  readonly driver?: Driver
  readonly clock?: Clock
  /** [nobody] */
  readonly enricher?: Handler
}

/** What the service would open for it; closed when the test ends, after what `users` stops. */
export function relayPool(t: TestContext, url: string, users?: () => Promise<void>): Pool {
  const log = createLogger({ level: 'silent' })
  const pool = createPool({ url: serviceUrl(url), max: 12, applicationName: 'test-relay', log })
  t.after(async () => {
    await users?.()
    await pool.end()
  })
  return pool
}

/** Retries after 30 s, 2 min and 10 min. */
export function testNotifier(
  pool: Pool,
  driver: Driver,
  more: {
    readonly clock?: Clock
    /** Of a call. [500] */
    readonly timeoutMs?: number
    readonly lines?: LogLine[]
    readonly reports?: { push(report: NoticeReport): unknown }
  } = {},
): Notifier {
  return createNotifier({
    pool,
    clock: more.clock ?? systemClock,
    log: logTo(more.lines ?? []),
    drivers: { EMAIL: driver, SMS: driver, WHATSAPP: driver },
    timeoutMs: more.timeoutMs ?? 500,
    backoffMs: [30_000, 120_000, 600_000],
    hooks: { onNotice: (report) => more.reports?.push(report) },
  })
}

/** Polls every 25 ms unless told otherwise; stopped when the test ends. */
export function testRelay(t: TestContext, url: string, options: TestRelayOptions = {}): TestRelay {
  const { settings, listens = false, driver = localDriver, clock = systemClock } = options
  const steps: StepReport[] = []
  const wakes: WakeSource[] = []
  const notices: NoticeReport[] = []
  const lines: LogLine[] = []
  const log = logTo(lines)
  const pool = relayPool(t, url, () => relay.stop())
  const relay = startRelay({
    pool,
    startListener: (onNotify) =>
      listens === false
        ? { stop: () => Promise.resolve() }
        : startListener({
            url,
            channel: 'hub_outbox',
            log,
            onNotify,
            ...(listens === true ? {} : listens),
          }),
    clock,
    log,
    settings: {
      batch: 200,
      workers: 2,
      backoffMs: [30_000, 120_000, 600_000],
      pollMs: 25,
      ...settings,
    },
    notifier: testNotifier(pool, driver, { clock, lines, reports: notices, timeoutMs: 30_000 }),
    enricher: options.enricher ?? { round: () => Promise.resolve(0) },
    hooks: {
      onStep: (report) => void steps.push(report),
      onWake: (source) => void wakes.push(source),
    },
  })
  return {
    ...relay,
    pool,
    steps,
    wakes,
    notices,
    lines,
    asleep: async () => {
      await eventually(() => lines.some(({ msg }) => msg === 'relay sleeps'), {
        what: 'the relay sleeps',
      })
    },
  }
}

function logTo(lines: LogLine[]) {
  return createLogger({
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line) as LogLine) },
  })
}
