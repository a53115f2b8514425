/** A system under measurement: a queue that takes stored events, and a worker process that gives them their effect. */
import type pg from 'pg'

export interface System {
  /** `hub-outbox`, `graphile-worker`, `pg-boss`, `pg-boss transactional`, `pg-transactional-outbox` or `limit`. */
  readonly name: string
  /** The longest queue that it empties in a time that can be waited for. [any] */
  readonly most?: number
  /** Creates what it needs in a database of the hub, and starts nothing. */
  install(url: string): Promise<void>
  /**
   * Queues stored events in bulk, by the system's own public interface. For hub-outbox the append has done it. For the
   * others the outbox rows are removed. `client` is a superuser's; `all` means every event in the outbox.
   */
  enqueue(client: pg.Client, ids: readonly string[] | 'all'): Promise<void>
  /** Forks the worker, which connects, warms up and waits for `drain` or `run`. */
  start(url: string, options?: StartOptions): Promise<Worker>
}

export interface StartOptions {
  /** What its settings favour: many events at once, or one event soon. [throughput] */
  readonly best?: 'throughput' | 'latency'
}

/** A child process, so that its processor time is measured apart. It works once: by `drain` or by `run`. */
export interface Worker {
  readonly pid: number
  /** Starts the work. Resolves when the effect of `count` events is committed. The work goes on until stopped. */
  drain(count: number): Promise<Drained>
  /** Starts the work until stopped, for open-loop runs. */
  run(): void
  /**
   * Has the worker's own process commit the n-th benchEvent, where it can. Resolves to just before the commit was sent, by
   * monotonicMs.
   */
  append(n: number): Promise<number>
  /**
   * Ends the process by the system's own graceful stop. Resolves to its work since `drain` or `run`. May be called
   * twice.
   */
  stop(): Promise<Worked>
}

export interface Worked {
  /** How many events were handled, repetitions included. */
  readonly executions: number
  /** The processor time of the worker process since `drain` or `run`. */
  readonly cpuSeconds: number
}

export interface Drained extends Worked {
  readonly seconds: number
}
