/** Sends webhooks over HTTP from a process of its own, as fast as the ingress answers or at a rate. */
import { join } from 'node:path'
import { runJob } from './job.ts'

export interface HttpJob {
  readonly url: string
  readonly path: string
  readonly secret: string
  /** The number of the first event; all events must be new to the database. */
  readonly from: number
  readonly count: number
  readonly connections: number
  /**
   * Requests a second, sent whether earlier ones were answered or not. Latency counts from when each was due. [closed
   * loop]
   */
  readonly rate?: number
}

export interface HttpResult {
  readonly seconds: number
  readonly accepted: number
  /** Answers other than 202. */
  readonly refused: number
  /** The milliseconds of each request. */
  readonly latencies: Float64Array
  readonly cpuSeconds: number
}

export const webhookPath = '/api/integracoes/ml/webhook'

export function runHttpLoad(job: HttpJob): Promise<HttpResult> {
  return runJob<HttpJob, HttpResult>(join(import.meta.dirname, 'http-load-process.ts'), job)
}
