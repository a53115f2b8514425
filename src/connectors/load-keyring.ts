/**
 * Loads the keys of the connectors' secrets: SECRETS_KEY, or else a file below DATA_DIR. Nothing starts without a key that has
 * sealed something: the sealed value could not be opened, nor told from what a new key would seal.
 *
 * The file is made only for the embedded database, which is used from this directory alone. With another database each host would
 * make a key of its own, and the first that seals would lock the others out: there, only a person makes a key.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Config } from '../settings/config.ts'
import { HubError } from '../core/errors.ts'
import { emptyKeyring, generateKey, type Keyring, parseKeys } from '../core/secrets.ts'
import { type Query, sql } from '../db/connect/query.ts'

/**
 * `make`: whether to make the file where there is no key and nothing was sealed. Otherwise the keyring is empty then.
 * Throws HubError: `secrets_key_missing`, `config_invalid` for a damaged file, `permission_missing`.
 */
export async function loadKeyring(
  config: Config,
  query: Query,
  { make }: { readonly make: boolean },
): Promise<Keyring> {
  const file = join(config.dataDir, 'secrets.key')
  const used = await keysInUse(query)
  const found = config.secretsKeyring ?? readKeyFile(file)
  if (found === null && used.length === 0)
    return make ? makeKeyFile(config.dataDir, file) : emptyKeyring
  if (found === null || used.some((kid) => !found.keys.has(kid))) {
    throw new HubError(
      'secrets_key_missing',
      `Falta a chave com que os segredos deste banco foram cifrados: restaure ${file} ou informe-a em SECRETS_KEY.`,
    )
  }
  return found
}

async function keysInUse(query: Query): Promise<readonly string[]> {
  const scope = query.as({ tenants: 'todos', ator: 'servico' })
  return scope.anyFirst(sql.type(v.object({ kid: v.string() }))`
    select u.kid
    from connectors.used_key_ids() as u`)
}

function readKeyFile(file: string): Keyring | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw unusable(file, cause)
  }
  try {
    return parseKeys(text)
  } catch (cause) {
    throw new HubError(
      'config_invalid',
      `${file} não contém uma chave válida: restaure-o de uma cópia ou informe a chave em SECRETS_KEY.`,
      { cause },
    )
  }
}

function makeKeyFile(dataDir: string, file: string): Keyring {
  try {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, `${generateKey()}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    // Another process was faster. Its key serves as well.
    const made = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    if (!made) throw unusable(file, cause)
  }
  return parseKeys(readFileSync(file, 'utf8'))
}

function unusable(file: string, cause: unknown): HubError {
  return new HubError(
    'permission_missing',
    `${file} não pôde ser lido ou criado: dê a este usuário acesso a ele, ou informe a chave em SECRETS_KEY.`,
    { cause },
  )
}
