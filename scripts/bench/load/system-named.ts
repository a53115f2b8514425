/** Finds a system by its name, because a child process receives text. */
import { graphileWorker } from '../systems/graphile-worker.ts'
import { pgBoss } from '../systems/pg-boss.ts'
import type { System } from '../systems/system.ts'

export function systemNamed(name: string): System {
  const found = [graphileWorker, pgBoss].find((system) => system.name === name)
  if (found === undefined) throw new Error(`no system is called ${name}`)
  return found
}
