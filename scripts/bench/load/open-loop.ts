/** Events that come at their own pace, whether or not anybody keeps up, from a process of their own. */
import { join } from 'node:path'
import { runJob } from './job.ts'

export interface Stream {
  readonly tenant: number
  /** Events a second. */
  readonly rate: number
  /** All events of so many milliseconds are due at once, at their beginning. [spread evenly] */
  readonly burstMs?: number
}

export interface OpenLoopJob {
  readonly url: string
  readonly seconds: number
  readonly streams: readonly Stream[]
  /** The first event's number: events must be new to the database. */
  readonly from: number
  /** Queue these stored events by that system's own way, instead of appending new ones. One stream only. */
  readonly stored?: { readonly system: string; readonly ids: readonly string[] }
  /** Whether ids and times are wanted: not for a long run. [true] */
  readonly keep?: boolean
}

export interface OpenLoopResult {
  /** Events appended or queued. */
  readonly sent: number
  /** By the order in which they were due; with the wall time at which each was, in milliseconds. */
  readonly ids: readonly string[]
  readonly due: Float64Array
  readonly cpuSeconds: number
}

export function runOpenLoop(job: OpenLoopJob): Promise<OpenLoopResult> {
  return runJob(join(import.meta.dirname, 'open-loop-process.ts'), job)
}
