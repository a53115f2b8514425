/**
 * The small files beside the data of the embedded PostgreSQL, all of mode 0600: its passwords and last port, and while
 * it runs its URL (for other tools) and its owner (the process that stops it).
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processMark, sameProcessLives } from './process-state.ts'
import { serviceRole } from '../migrate/roles.ts'
import { serverUser } from './initialise-cluster.ts'

export interface ServerFiles {
  readonly pgdata: string
  /** The superuser's connection URL at a port; undefined before the first start. */
  url(port: number): string | undefined
  /** The connection URL of the service's login at a port. The first call makes its password. */
  serviceUrl(port: number): string
  /** The port of the last start; 0 if there was none. */
  lastPort(): number
  /** Whether the process that must stop the server is still alive. */
  ownerLives(): boolean
  recordRunning(port: number): void
  recordStopped(): void
}

export function serverFiles(dataDir: string): ServerFiles {
  const path = (name: string) => join(dataDir, `postgres.${name}`)
  const write = (name: string, text: string) => {
    writeFileSync(path(name), `${text}\n`, { mode: 0o600 })
  }
  const url = (port: number) => {
    const password = readIfThere(path('password'))
    return password === undefined
      ? undefined
      : `postgres://${serverUser}:${password}@127.0.0.1:${port}/hub`
  }
  const servicePassword = () => {
    try {
      const made = randomBytes(24).toString('base64url')
      writeFileSync(path('service-password'), `${made}\n`, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    return readFileSync(path('service-password'), 'utf8').trim()
  }
  return {
    pgdata: join(dataDir, 'postgres'),
    url,
    serviceUrl: (port) => `postgres://${serviceRole}:${servicePassword()}@127.0.0.1:${port}/hub`,
    lastPort: () => Number.parseInt(readIfThere(path('port')) ?? '0', 10) || 0,
    ownerLives: () => {
      const [pid = '', mark = ''] = (readIfThere(path('owner')) ?? '').split(' ')
      return sameProcessLives(Number.parseInt(pid, 10), mark)
    },
    recordRunning: (port) => {
      write('port', String(port))
      write('owner', `${process.pid} ${processMark(process.pid)}`)
      write('url', url(port) ?? '')
    },
    recordStopped: () => {
      for (const name of ['url', 'owner']) rmSync(path(name), { force: true })
    },
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
