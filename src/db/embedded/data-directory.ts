/**
 * Chooses where the embedded PostgreSQL keeps its data.
 *
 * That is the data directory, unless root runs the service and the server's own account can't enter it (because it is
 * in root's home, say). Then it is a directory below /var/lib that serves that data directory alone.
 */
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HubError } from '../../core/errors.ts'
import { canReach, type ServerAccount } from './server-account.ts'

const openParent = '/var/lib/hub-outbox'

/** Makes the directory and returns its path. Throws `permission_missing` when neither directory can be used. */
export function dataDirectory(dataDir: string, account: ServerAccount | undefined): string {
  if (prepared(dataDir, account)) return dataDir
  const own = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const elsewhere = join(openParent, own)
  if (prepared(elsewhere, account)) return elsewhere
  throw new HubError(
    'permission_missing',
    `O PostgreSQL não roda como root, e a conta dele não consegue entrar em ${dataDir} nem em ${elsewhere}: ` +
      'defina DATA_DIR com um diretório que seja aberto.',
  )
}

/** Makes the directory if needed. Returns whether the server's account can enter it. */
function prepared(dir: string, account: ServerAccount | undefined): boolean {
  try {
    mkdirSync(dir, { recursive: true, mode: account === undefined ? 0o700 : 0o711 })
    if (account === undefined || canReach(account, dir)) return true
    // The account only needs to enter the directory: the files in it keep their own modes.
    chmodSync(dir, statSync(dir).mode | 0o011)
    return canReach(account, dir)
  } catch (cause) {
    throw new HubError(
      'permission_missing',
      `${dir} não pôde ser criado ou aberto: defina DATA_DIR com um diretório em que este usuário possa gravar.`,
      { cause },
    )
  }
}
