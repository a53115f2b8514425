/**
 * The environment of whatever runs beside `make demo`: its ports and its marketplace, from the file that the demo keeps
 * in DATA_DIR while it runs, so that a command in another terminal does not ask the real marketplace.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Environment } from '../../settings/read-setting.ts'

export const DEMO_SETTINGS_FILE = 'demo-settings.json'

const DemoSettings = v.object({
  /** Of the demo's own process: the file of one that was killed counts for nothing. */
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  settings: v.record(v.pipe(v.string(), v.regex(/^[A-Z_]+$/)), v.string()),
})

/** `env` itself comes first, and a database of its own has no demo beside it. */
export function demoEnvironment(env: Environment): Environment {
  if ((env['DATABASE_URL'] ?? env['DATABASE_URL_FILE'] ?? '') !== '') return env
  const demo = readDemoSettings(join(env['DATA_DIR'] || '.data', DEMO_SETTINGS_FILE))
  return demo !== null && isAlive(demo.pid) ? { ...demo.settings, ...env } : env
}

function readDemoSettings(file: string): v.InferOutput<typeof DemoSettings> | null {
  try {
    return v.parse(DemoSettings, JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
