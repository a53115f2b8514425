/** What is measured: a queue that takes stored events and a worker process that gives them their effect. */
import type pg from 'pg'

export interface System {
  /** `hub-outbox`, `graphile-worker`, `pg-boss`, `pg-boss transactional` or `limit`. */
  readonly name: string
  /** Makes what it needs in a database that holds the hub, and starts nothing. */
  install(url: string): Promise<void>
  /**
   * Queues stored events in bulk, by the system's own public way. For hub-outbox the append has done it; for the
   * others the outbox rows are removed. `client`: a superuser's; `all`: every event in the outbox.
   */
  enqueue(client: pg.Client, ids: readonly string[] | 'all'): Promise<void>
  /** Forks the worker: connected, warm, and waiting for `drain` or `run`. */
  start(url: string, options?: StartOptions): Promise<Worker>
}

export interface StartOptions {
  /** What its settings are best for: many events at once, or one event soon. [throughput] */
  readonly best?: 'throughput' | 'latency'
}

/** A child process of this one, so that its processor time is not the server's. Works once: `drain` or `run`. */
export interface Worker {
  readonly pid: number
  /** Lets it work; resolves when `count` events have their effect committed. It goes on until stopped. */
  drain(count: number): Promise<Drained>
  /** Lets it work until stopped, for open-loop runs. */
  run(): void
  /** Ends the process in the system's own graceful way; what it did since `drain` or `run`. Harmless twice. */
  stop(): Promise<Worked>
}

export interface Worked {
  /** Events handled, repetitions included. */
  readonly executions: number
  /** Of the worker process since `drain` or `run`. */
  readonly cpuSeconds: number
}

export interface Drained extends Worked {
  readonly seconds: number
}
