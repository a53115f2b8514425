/** The child's side of a worker process: waits for `go`, counts, and measures its own processor time. */
import type { Worked } from './system.ts'
import type { Answer, Order, WorkerArgument } from './worker-messages.ts'

/** One system at work in this process. */
export interface Work {
  /** Begins to work. It calls `done` with the number of events that it has handled since the last call. */
  begin(done: (events: number) => void): void | Promise<void>
  /**
   * Resolves when the effect of all counted events is committed. Absent: an effect is committed before it is counted.
   */
  committed?(): Promise<void>
  /** As Worker.append. Absent: its producers are elsewhere. */
  append?(n: number): Promise<number>
  /** Finishes gracefully and closes every connection. */
  stop(): Promise<void>
}

/** `prepare` connects and warms up, but starts no work. */
export async function serveWorker(
  prepare: (argument: WorkerArgument) => Promise<Work>,
): Promise<void> {
  const work = await prepare(JSON.parse(process.argv[2] ?? '{}') as WorkerArgument)
  let executions = 0
  let cpuAtStart = process.cpuUsage()
  let startedAt = performance.now()

  const tell = (answer: Answer) => process.send?.(answer)
  const worked = (): Worked => {
    const { user, system } = process.cpuUsage(cpuAtStart)
    return { executions, cpuSeconds: (user + system) / 1e6 }
  }
  const go = async (count: number | null) => {
    cpuAtStart = process.cpuUsage()
    startedAt = performance.now()
    let told = count === null
    await work.begin((events) => {
      executions += events
      if (told || count === null || executions < count) return
      told = true
      void report()
    })
  }
  const report = async () => {
    await work.committed?.()
    const seconds = (performance.now() - startedAt) / 1000
    tell({ kind: 'drained', drained: { seconds, ...worked() } })
  }
  const stop = async () => {
    await work.stop()
    // The channel would keep the process alive. Messages on it must be sent before it closes.
    process.send?.(
      { kind: 'stopped', worked: worked() } satisfies Answer,
      undefined,
      undefined,
      () => process.exit(),
    )
  }

  const append = async (n: number) => {
    if (work.append === undefined) throw new Error('this worker appends nothing')
    tell({ kind: 'appended', committedAt: await work.append(n) })
  }
  const obey = (order: Order) => {
    if (order.kind === 'append') return append(order.n)
    return order.kind === 'go' ? go(order.count) : stop()
  }

  process.on('message', (message) => {
    const order = message as Order
    void obey(order).catch((error: unknown) => {
      console.error(error)
      process.exit(1)
    })
  })
  // When the parent has died, the worker ends.
  process.on('disconnect', () => process.exit())
  tell({ kind: 'ready' })
}
