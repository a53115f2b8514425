/**
 * Gives a command that runs beside `make demo` the demo's ports and marketplace, so that it does not ask the real one. The demo
 * keeps them in a file of DATA_DIR while it runs.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Environment } from '../../settings/read-setting.ts'

export const DEMO_SETTINGS_FILE = 'demo-settings.json'

const DemoSettings = v.object({
  /** The demo's own process. The file of a killed demo does not count. */
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  settings: v.record(v.pipe(v.string(), v.regex(/^[A-Z_]+$/)), v.string()),
})

/** `env` wins over the demo's settings. With a database of its own, a command has no demo beside it. */
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
