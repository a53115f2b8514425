/** Runs the service inside the test's own process, on free ports and a database of the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { loadConfig } from '../../../src/settings/config.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { generateKey } from '../../../src/core/secrets.ts'
import { type Service, startService } from '../../../src/wiring/service.ts'

export interface InProcess {
  readonly service: Service
  readonly dataDir: string
  readonly logged: string[]
}

/**
 * `env` adds to or replaces the usual settings, which include a key unless DATA_DIR is given. The service stops when
 * the test ends.
 */
export async function startInProcess(
  t: TestContext,
  env: Readonly<Record<string, string>>,
): Promise<InProcess> {
  const dataDir = tempDir(t)
  const config = loadConfig({
    PUBLIC_PORT: '0',
    INTERNAL_PORT: '0',
    DATA_DIR: dataDir,
    ...(env['DATA_DIR'] === undefined ? { SECRETS_KEY: generateKey() } : {}),
    ...env,
  })
  const logged: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => logged.push(line) } })
  const service = await startService({ config, log, clock: systemClock, version: '0.0.0-test' })
  t.after(() => service.stop())
  return { service, dataDir, logged }
}

/** A directory of the test, removed after it. Other accounts may enter it, because PostgreSQL does not run as root. */
export function tempDir(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'hub-test-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
