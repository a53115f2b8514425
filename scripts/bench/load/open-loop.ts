/** Sends events at their own pace, whether the system keeps up or not, from a process of its own. */
import { join } from 'node:path'
import { runJob } from './job.ts'

export interface Stream {
  readonly tenant: number
  /** Events a second. */
  readonly rate: number
  /** The events of each period of this many milliseconds are all due at its beginning. [spread evenly] */
  readonly burstMs?: number
}

export interface OpenLoopJob {
  readonly url: string
  readonly seconds: number
  readonly streams: readonly Stream[]
  /** The number of the first event; all events must be new to the database. */
  readonly from: number
  /** Queues these stored events as that system does, instead of appending new ones. One stream only. */
  readonly stored?: { readonly system: string; readonly ids: readonly string[] }
  /** Whether to return ids and times, which a long run does without. [true] */
  readonly keep?: boolean
}

export interface OpenLoopResult {
  /** How many events were appended or queued. */
  readonly sent: number
  /** The events in the order in which they were due, each with its due wall time in milliseconds. */
  readonly ids: readonly string[]
  readonly due: Float64Array
  readonly cpuSeconds: number
}

export function runOpenLoop(job: OpenLoopJob): Promise<OpenLoopResult> {
  return runJob(join(import.meta.dirname, 'open-loop-process.ts'), job)
}
