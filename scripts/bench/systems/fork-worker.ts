/** The parent's side of a worker process: forks its script, sends it commands, and notices when it dies. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Worked, Worker } from './system.ts'
import type { Answer, Order, WorkerArgument } from './worker-messages.ts'

/** `script` is a file beside this one. Resolves when the worker is connected and waiting. */
export async function forkWorker(script: string, argument: WorkerArgument): Promise<Worker> {
  const child = fork(join(import.meta.dirname, script), [JSON.stringify(argument)], {
    execArgv: ['--import', import.meta.resolve('tsx')],
  })
  const leave = () => child.kill('SIGKILL')
  process.once('exit', leave)
  child.once('exit', () => process.off('exit', leave))
  await answer(child, 'ready')

  const tell = (order: Order) => child.send(order)
  let stopped: Promise<Worked> | undefined
  return {
    pid: child.pid ?? 0,
    async drain(count) {
      const drained = answer(child, 'drained')
      tell({ kind: 'go', count })
      return (await drained).drained
    },
    run() {
      tell({ kind: 'go', count: null })
    },
    async append(n) {
      const appended = answer(child, 'appended')
      tell({ kind: 'append', n })
      return (await appended).committedAt
    },
    stop() {
      stopped ??= endWorker(child, () => tell({ kind: 'stop' }))
      return stopped
    },
  }
}

async function endWorker(child: ChildProcess, tellStop: () => void): Promise<Worked> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stopped = answer(child, 'stopped')
  tellStop()
  const { worked } = await stopped
  await ended
  return worked
}

/** Resolves to the next answer of that kind. Rejects when the process ends before it. */
function answer<K extends Answer['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<Answer, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const hear = (message: unknown) => {
      const heard = message as Answer
      if (heard.kind !== kind) return
      forget()
      resolve(heard as Extract<Answer, { kind: K }>)
    }
    const fail = (code: number | null, signal: string | null) => {
      forget()
      reject(new Error(`the worker ended (${signal ?? code ?? '?'}) before it was ${kind}`))
    }
    const forget = () => {
      child.off('message', hear)
      child.off('exit', fail)
    }
    if (child.exitCode !== null || child.signalCode !== null) fail(child.exitCode, child.signalCode)
    else child.on('message', hear).once('exit', fail)
  })
}
