/** Hands out the events of several streams when they are due, in that order. */
import type { Stream } from './open-loop.ts'

export interface DueEvent {
  readonly tenant: number
  /** When it is due, since the start. */
  readonly dueMs: number
}

export interface DueEvents {
  readonly ended: boolean
  /** The next events that are due at `nowMs`, at most `max`. */
  take(nowMs: number, max: number): DueEvent[]
}

interface Cursor extends Stream {
  next: number
}

export function dueEvents(streams: readonly Stream[], lengthMs: number): DueEvents {
  const cursors: Cursor[] = streams.map((stream) => ({ ...stream, next: 0 }))
  const due = ({ next, rate, burstMs }: Cursor): number => {
    const at = (next * 1000) / rate
    return burstMs === undefined ? at : Math.floor(at / burstMs) * burstMs
  }
  const isOver = (cursor: Cursor) => (cursor.next * 1000) / cursor.rate >= lengthMs

  return {
    get ended() {
      return cursors.every(isOver)
    },
    take(nowMs, max) {
      const taken: DueEvent[] = []
      for (const cursor of cursors) {
        while (taken.length < max && !isOver(cursor) && due(cursor) <= nowMs) {
          taken.push({ tenant: cursor.tenant, dueMs: due(cursor) })
          cursor.next += 1
        }
      }
      return taken
    },
  }
}
