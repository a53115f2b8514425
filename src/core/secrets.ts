/**
 * Encrypts secrets for storage with AES-256-GCM. A sealed value is bound to the place where it is stored: copied to
 * another row, column or tenant it does not open. Any doubt is an error, and no error tells anything about the sealed
 * text.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { HubError } from './errors.ts'

const VERSION = 'v1'
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const KID = /^[A-Za-z0-9_-]{1,32}$/

export interface Keyring {
  /** Names the key that seals. The other keys only open what was sealed before a rotation. */
  readonly current: string
  readonly keys: ReadonlyMap<string, Buffer>
}

/** Has no key: every `seal` and `open` throws an error that names what is missing. */
export const emptyKeyring: Keyring = { current: '', keys: new Map() }

/** Where a secret is stored. All four parts are authenticated with the value; none may contain `|`. */
export interface SecretPlace {
  tenant: string | number | bigint
  table: string
  column: string
  row: string | number | bigint
}

export interface Secrets {
  /** Answers `v1.<kid>.<iv>.<tag>.<ciphertext>`, the last three in base64url. Two calls never give the same text. */
  seal(plain: string, place: SecretPlace): string
  /** @throws HubError secret_unreadable (altered, moved, malformed) or secrets_key_missing (unknown kid) */
  open(sealed: string, place: SecretPlace): string
}

/** Seals with `keyring.current` and opens with the key that the value names. */
export function createSecrets(keyring: Keyring): Secrets {
  const keyOf = (kid: string): Buffer => {
    const key = keyring.keys.get(kid)
    if (key?.length === KEY_BYTES) return key
    if (keyring.keys.size === 0) {
      throw new HubError(
        'secrets_key_missing',
        'Nenhuma chave de segredos foi informada: gere uma com "openssl rand -base64 32" e informe-a em SECRETS_KEY, a mesma em cada processo deste banco.',
      )
    }
    const known = KID.test(kid) ? ` "${kid}"` : ''
    throw new HubError(
      'secrets_key_missing',
      `Falta a chave${known} de segredos: inclua em SECRETS_KEY a chave com que os dados foram cifrados.`,
    )
  }
  return {
    seal(plain, place) {
      const aad = placeBytes(place)
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(CIPHER, keyOf(keyring.current), iv, {
        authTagLength: TAG_BYTES,
      })
      cipher.setAAD(aad)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      const parts = [iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))
      return [VERSION, keyring.current, ...parts].join('.')
    },
    open(sealed, place) {
      const aad = placeBytes(place)
      const [version, kid, ivText, tagText, bodyText, ...rest] = sealed.split('.')
      if (version !== VERSION || kid === undefined || rest.length > 0) throw unreadable(place)
      const iv = canonical(ivText)
      const tag = canonical(tagText)
      const body = canonical(bodyText)
      if (iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || body === null) {
        throw unreadable(place)
      }
      const decipher = createDecipheriv(CIPHER, keyOf(kid), iv, { authTagLength: TAG_BYTES })
      decipher.setAAD(aad)
      decipher.setAuthTag(tag)
      try {
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        throw unreadable(place)
      }
    },
  }
}

/**
 * Reads SECRETS_KEY: base64 of 32 bytes, or several `kid:base64` separated by commas or line ends. The first key is the
 * current one. A key without a name gets the first 8 hex digits of its SHA-256 as its name.
 * @throws HubError config_invalid, which never repeats the text
 */
export function parseKeys(text: string): Keyring {
  const entries = text.split(/[,\n]/).map((entry) => entry.trim())
  const keys = new Map<string, Buffer>()
  for (const entry of entries.filter((each) => each !== '')) {
    const colon = entry.indexOf(':')
    const key = Buffer.from(entry.slice(colon + 1), 'base64')
    const exact =
      key.toString('base64').replaceAll('=', '') === entry.slice(colon + 1).replace(/=+$/, '')
    if (key.length !== KEY_BYTES || !exact) {
      throw invalid('cada chave deve ser o base64 de exatamente 32 bytes')
    }
    const kid = colon < 0 ? fingerprint(key) : entry.slice(0, colon)
    if (!KID.test(kid))
      throw invalid('o nome de uma chave deve ter de 1 a 32 letras, dígitos, _ ou -')
    if (keys.has(kid)) throw invalid('há duas chaves com o mesmo nome')
    keys.set(kid, key)
  }
  const [current] = keys.keys()
  if (current === undefined) throw invalid('nenhuma chave foi informada')
  return { current, keys }
}

/** A new key in the form of SECRETS_KEY: base64 of 32 random bytes. */
export function generateKey(): string {
  return randomBytes(KEY_BYTES).toString('base64')
}

function fingerprint(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

function placeBytes(place: SecretPlace): Buffer {
  const parts = [place.tenant, place.table, place.column, place.row].map(String)
  if (parts.some((part) => part === '' || part.includes('|'))) {
    throw new TypeError('a part of a secret place is empty or contains "|"')
  }
  return Buffer.from(parts.join('|'), 'utf8')
}

/** Null for base64url that is not spelled as `seal` spells it. Node alone would decode it leniently. */
function canonical(text: string | undefined): Buffer | null {
  if (text === undefined) return null
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

function unreadable(place: SecretPlace): HubError {
  return new HubError(
    'secret_unreadable',
    `Não foi possível abrir o segredo de ${place.table}.${place.column}: ele foi alterado ou a chave não é a dele; confira SECRETS_KEY ou grave o segredo de novo.`,
  )
}

function invalid(why: string): HubError {
  return new HubError(
    'config_invalid',
    `SECRETS_KEY inválida: ${why}; gere uma com "openssl rand -base64 32".`,
  )
}
