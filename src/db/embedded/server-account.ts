/**
 * The operating-system account that the embedded PostgreSQL runs as.
 *
 * PostgreSQL refuses to run as root. An ordinary user runs it as itself; root runs it as `postgres`,
 * an account without a login that is made here on the first start if the machine has none.
 */
import { spawnSync } from 'node:child_process'
import { HubError } from '../../core/errors.ts'

export interface ServerAccount {
  readonly uid: number
  readonly gid: number
}

const accountName = 'postgres'

/**
 * Resolves to the account to switch to, or to undefined when no switch is needed (not root).
 * Throws `permission_missing` when root has no such account and cannot make one.
 */
export function serverAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined
  const found = lookUp()
  if (found !== undefined) return found
  spawnSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/bin/false',
    accountName,
  ])
  const made = lookUp()
  if (made !== undefined) return made
  throw new HubError(
    'permission_missing',
    'O PostgreSQL não roda como root e a conta "postgres" não pôde ser criada: ' +
      'inicie como um usuário comum, crie essa conta ou defina DATABASE_URL.',
  )
}

/** Whether that account can execute a file or enter a directory; asked of the system, so that ACLs count. */
export function canReach(account: ServerAccount, path: string): boolean {
  const { uid, gid } = account
  return (
    spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid, gid, cwd: '/' }).status === 0
  )
}

function lookUp(): ServerAccount | undefined {
  const uid = numericId('-u')
  const gid = numericId('-g')
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

function numericId(flag: '-u' | '-g'): number | undefined {
  const answer = spawnSync('id', [flag, accountName], { encoding: 'utf8' })
  const id = Number.parseInt(answer.stdout, 10)
  return answer.status === 0 && Number.isInteger(id) ? id : undefined
}
