/** Runs clients that each commit appends of one event, one after another, in a process of its own. */
import { join } from 'node:path'
import { runJob } from './job.ts'

export interface ProducersJob {
  readonly url: string
  readonly clients: number
  readonly seconds: number
  /** The number of the first event; all events must be new to the database. */
  readonly from: number
}

export interface ProducersResult {
  readonly transactions: number
  readonly seconds: number
  readonly cpuSeconds: number
}

export function runProducers(job: ProducersJob): Promise<ProducersResult> {
  return runJob(join(import.meta.dirname, 'producers-process.ts'), job)
}
