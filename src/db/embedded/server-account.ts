/**
 * The operating-system account that the embedded PostgreSQL runs as.
 *
 * PostgreSQL refuses to run as root. An ordinary user runs it under their own account. Root runs it as `postgres`, an
 * account without a login, which the first start creates if the machine has none.
 */
import { spawnSync } from 'node:child_process'
import { HubError } from '../../core/errors.ts'

export interface ServerAccount {
  readonly uid: number
  readonly gid: number
}

const accountName = 'postgres'

/**
 * The account to switch to, or undefined when we are not root and need no switch.
 * Throws `permission_missing` when the account is missing and root can't create it.
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

/** Whether the account can execute a file or enter a directory. The system decides, so that ACLs count. */
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
