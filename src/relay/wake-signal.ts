/**
 * How loops sleep and are woken. A ring that finds nobody asleep is kept, once, for whoever sleeps next: what
 * arrives while everybody is busy is never missed. A ring wakes one sleeper, so that no herd runs for one row.
 */
import type { Clock } from '../core/clock.ts'

/**
 * Why somebody wakes: a NOTIFY; a call of `poke`; the scout found work; a step left work behind, or made notices;
 * everybody is idle; the time is up; the relay stops.
 */
export type WakeSource = 'notify' | 'poke' | 'poll' | 'step' | 'idle' | 'timer' | 'stop'

export interface Bell {
  /** Wakes the one who fell asleep last, or else keeps the ring. */
  ring(source: WakeSource): void
  /** Resolves at the next ring, or after `ms` with `timer`. [waits for ever] After `close`, at once with `stop`. */
  wait(ms?: number): Promise<WakeSource>
  /** How many are asleep. */
  readonly sleepers: number
  /** Wakes everybody, for good. */
  close(): void
}

export function createBell(clock: Clock): Bell {
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
    const rung = new AbortController()
    let source: WakeSource = 'timer'
    const heard = new Promise<void>((resolve) => {
      sleepers.push(wake)
      function wake(why: WakeSource): void {
        source = why
        rung.abort()
        resolve()
      }
      if (ms === undefined) return
      void clock.sleep(ms, rung.signal).then(() => {
        const at = sleepers.indexOf(wake)
        if (at >= 0) sleepers.splice(at, 1)
        resolve()
      })
    })
    await heard
    return source
  }

  return {
    wait,
    ring(source) {
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
