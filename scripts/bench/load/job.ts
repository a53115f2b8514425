/** A piece of load that runs in a process of its own, so that what it costs is not the costs of what it loads. */
import { fork } from 'node:child_process'

/** Runs `file`, which calls `serveJob`, with `job`; resolves to what it answers. */
export function runJob<Job, Result>(file: string, job: Job): Promise<Result> {
  const child = fork(file, { execArgv: ['--import', 'tsx'], serialization: 'advanced' })
  return new Promise((resolve, reject) => {
    let answered = false
    child.once('error', reject)
    child.once('message', (result) => {
      answered = true
      resolve(result as Result)
    })
    child.once('exit', (code) => {
      if (!answered) reject(new Error(`${file} ended with ${code} before it answered`))
    })
    child.send(job as object)
  })
}

/** The other side: does the job that its parent sends, answers, and ends. */
export function serveJob<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.once('message', (job) => {
    void work(job as Job).then((result) => {
      process.send?.(result, undefined, undefined, () => process.disconnect?.())
    })
  })
}
