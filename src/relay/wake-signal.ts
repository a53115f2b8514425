/**
 * Puts loops to sleep and wakes them. Raising the signal wakes one sleeper, so that one row never wakes all workers.
 * A signal that is raised while nobody sleeps is kept, once, for the next sleeper: work that arrives while everybody
 * is busy is never missed.
 */
import type { Clock } from '../core/clock.ts'

/**
 * Why a loop wakes. `notify`: a NOTIFY came. `poke`: somebody called `poke`. `poll`: the poller found work. `step`: a step
 * left work behind, or made notices. `idle`: all workers are idle. `timer`: the time is up. `stop`: the relay stops.
 */
export type WakeSource = 'notify' | 'poke' | 'poll' | 'step' | 'idle' | 'timer' | 'stop'

export interface WakeSignal {
  /** Wakes the loop that fell asleep last. When none sleeps, keeps the signal for the next. */
  raise(source: WakeSource): void
  /** Resolves when the signal is raised, or after `ms` with `timer`. [waits for ever] After `close`, at once with `stop`. */
  wait(ms?: number): Promise<WakeSource>
  /** How many loops sleep. */
  readonly sleepers: number
  /** Wakes every sleeper with `stop`. Nobody sleeps after that. */
  close(): void
}

export function createWakeSignal(clock: Clock): WakeSignal {
  const sleepers: ((source: WakeSource) => void)[] = []
  let kept: WakeSource | undefined
  let closed = false

  async function wait(ms?: number): Promise<WakeSource> {
    if (closed) return 'stop'
    if (kept !== undefined) {
      const source = kept
      kept = undefined
      return source
    }
    const woken = new AbortController()
    let source: WakeSource = 'timer'
    const raised = new Promise<void>((resolve) => {
      sleepers.push(wake)
      function wake(why: WakeSource): void {
        source = why
        woken.abort()
        resolve()
      }
      if (ms === undefined) return
      void clock.sleep(ms, woken.signal).then(() => {
        const at = sleepers.indexOf(wake)
        if (at >= 0) sleepers.splice(at, 1)
        resolve()
      })
    })
    await raised
    return source
  }

  return {
    wait,
    raise(source) {
      if (closed) return
      const wake = sleepers.pop()
      if (wake === undefined) kept ??= source
      else wake(source)
    },
    get sleepers() {
      return sleepers.length
    },
    close() {
      closed = true
      for (const wake of sleepers.splice(0)) wake('stop')
    },
  }
}
