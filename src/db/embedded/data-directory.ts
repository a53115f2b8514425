/**
 * Where the embedded PostgreSQL may keep its data.
 *
 * Below the data directory, unless root runs us from a place that is closed to the server's own account (root's home,
 * say): then below /var/lib, in a directory that belongs to that data directory alone.
 */
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HubError } from '../../core/errors.ts'
import { canReach, type ServerAccount } from './server-account.ts'

const openPlace = '/var/lib/hub-outbox'

/** Makes the directory and returns its path. Throws `permission_missing` when neither place can be used. */
export function dataDirectory(dataDir: string, account: ServerAccount | undefined): string {
  if (prepared(dataDir, account)) return dataDir
  const own = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const elsewhere = join(openPlace, own)
  if (prepared(elsewhere, account)) return elsewhere
  throw new HubError(
    'permission_missing',
    `O PostgreSQL não roda como root, e a conta dele não consegue entrar em ${dataDir} nem em ${elsewhere}: ` +
      'defina DATA_DIR com um diretório que seja aberto.',
  )
}

/** Whether the directory is there and the server's account can enter it. */
function prepared(dir: string, account: ServerAccount | undefined): boolean {
  try {
    mkdirSync(dir, { recursive: true, mode: account === undefined ? 0o700 : 0o711 })
    if (account === undefined || canReach(account, dir)) return true
    // Entering is all the account needs: the files in it keep their own modes.
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
