/** Runs a piece of load in a process of its own, so that its cost is not counted as the cost of what it loads. */
import { fork } from 'node:child_process'

/** Runs `file`, which calls `serveJob`, with `job`. Resolves to its answer. */
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

/** The child's side: does the job that its parent sends, answers, and ends. */
export function serveJob<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.once('message', (job) => {
    void work(job as Job).then((result) => {
      process.send?.(result, undefined, undefined, () => process.disconnect?.())
    })
  })
}
