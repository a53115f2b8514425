/**
 * Parsers of single settings. Each returns the value, or what the text must be: the end of a pt-BR sentence that begins
 * with the name of the setting. The sentence never contains the text, which may be a secret in the wrong place.
 */
import { isIP } from 'node:net'
import { durationMs } from '../core/duration.ts'
import { isLoopback } from '../core/http/address-list.ts'
import { type Keyring, parseKeys } from '../core/secrets.ts'

export type Parsed<T> = { ok: true; value: T } | { ok: false; must: string }

/** Receives the trimmed text. It is empty only if the setting's default is empty. */
export type SettingParser<T> = (text: string) => Parsed<T>

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value })
const no = (must: string): Parsed<never> => ({ ok: false, must })

export const parseSetting = {
  /** Any text of at least `lengthMin` characters, none of them a space. */
  word:
    (lengthMin: number): SettingParser<string> =>
    (text) =>
      text.length >= lengthMin && !/\s/.test(text)
        ? ok(text)
        : no(`deve ter ao menos ${lengthMin} caracteres, sem espaços`),

  path: ((text) =>
    text.includes('\0') ? no('deve ser um caminho') : ok(text)) satisfies SettingParser<string>,

  /** A whole number from `min` to `max`, both included. */
  whole:
    (min: number, max: number): SettingParser<number> =>
    (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
      return value >= min && value <= max
        ? ok(value)
        : no(`deve ser um número inteiro de ${min} a ${max}`)
    },

  host: ((text) => {
    const plain = text.replace(/^\[(.*)\]$/, '$1')
    const named = /^(?=.{1,253}$)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(plain)
    return isIP(plain) > 0 || named
      ? ok(plain)
      : no('deve ser um endereço IP ou um nome de máquina')
  }) satisfies SettingParser<string>,

  /** One duration from 1 ms to `maxMs`, in milliseconds. */
  duration:
    (maxMs: number, maxText: string): SettingParser<number> =>
    (text) => {
      const ms = durationMs(text)
      return ms !== null && ms >= 1 && ms <= maxMs
        ? ok(ms)
        : no(`deve ser uma duração como 500ms, 5s ou 2min, de no máximo ${maxText}`)
    },

  /** From 1 to 20 durations of 1 ms to 24 h, in milliseconds. */
  durations: ((text) => {
    const all = text.split(',').map(durationMs)
    const good = all.filter((ms) => ms !== null && ms >= 1 && ms <= 86_400_000) as number[]
    return good.length === all.length && all.length <= 20
      ? ok(Object.freeze(good))
      : no('deve ser uma lista de 1 a 20 durações de até 24h, como 30s,2min,10min')
  }) satisfies SettingParser<readonly number[]>,

  oneOf:
    <T extends string>(choices: readonly T[]): SettingParser<T> =>
    (text) => {
      const found = choices.find((choice) => choice === text.toLowerCase())
      return found === undefined ? no(`deve ser um destes: ${choices.join(', ')}`) : ok(found)
    },

  /** A list without repetition, in the order of `choices`. */
  someOf:
    <T extends string>(choices: readonly T[]): SettingParser<readonly T[]> =>
    (text) => {
      const named = new Set(text.split(',').map((each) => each.trim().toLowerCase()))
      const found = choices.filter((choice) => named.has(choice))
      return found.length === named.size
        ? ok(Object.freeze(found))
        : no(`deve ser uma lista separada por vírgulas de: ${choices.join(', ')}`)
    },

  /** Addresses and networks, each as `address/bits`. Empty text is an empty list. */
  cidrs: ((text) => {
    const all = text === '' ? [] : text.split(',').map((each) => cidr(each.trim()))
    const good = all.filter((each) => each !== null)
    return good.length === all.length
      ? ok(Object.freeze(good))
      : no('deve ser uma lista de IPs ou redes CIDR, como 10.0.0.0/8,192.168.1.10')
  }) satisfies SettingParser<readonly string[]>,

  databaseUrl: ((text) =>
    /^postgres(ql)?:$/.test(protocol(text))
      ? ok(text)
      : no(
          'deve ser um endereço como postgres://usuario:senha@maquina:5432/banco',
        )) satisfies SettingParser<string>,

  /** `local:` only records what would be sent; an http(s) address is a gateway. */
  driverUrl: ((text) =>
    text === 'local:' || /^https?:$/.test(protocol(text))
      ? ok(text)
      : no('deve ser local: ou um endereço http:// ou https://')) satisfies SettingParser<string>,

  /** An address without a path, so that one can be appended. The value has no trailing slash. */
  origin: ((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    return url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
      ? ok(url.origin)
      : no('deve ser um endereço http:// ou https:// sem caminho, como https://hub.exemplo.com.br')
  }) satisfies SettingParser<string>,

  /**
   * The address of an OpenID Connect provider, unchanged, because it is compared as text. Plain HTTP only on this
   * machine.
   */
  issuer: ((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const isBare = url !== undefined && url.search === '' && url.hash === '' && url.username === ''
    const isSafe =
      url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
    return isBare && isSafe
      ? ok(text)
      : no('deve ser o endereço https:// do provedor, como https://id.exemplo.com.br/realms/hub')
  }) satisfies SettingParser<string>,

  /** Words separated by spaces; one of them is `openid`. */
  scopes: ((text) =>
    /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text) && text.split(' ').includes('openid')
      ? ok(text)
      : no(
          'deve ser uma lista separada por espaços, com openid entre eles',
        )) satisfies SettingParser<string>,

  keyring: ((text) => {
    try {
      return ok(parseKeys(text))
    } catch {
      return no(
        'deve ser o base64 de 32 bytes, ou vários no formato nome:base64 separados por vírgula; gere um com "openssl rand -base64 32"',
      )
    }
  }) satisfies SettingParser<Keyring>,
}

function cidr(text: string): string | null {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  const bitsMax = family === 4 ? 32 : 128
  if (family === 0 || rest.length > 0) return null
  if (bits === undefined) return `${address}/${bitsMax}`
  return /^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax ? `${address}/${Number(bits)}` : null
}

function protocol(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : ''
}
