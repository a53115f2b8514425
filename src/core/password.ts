/**
 * Passwords of people, hashed with scrypt. The stored text names its parameters, so that the cost can be raised without
 * a migration. One check takes 128 MB and about a third of a second, so two run at once, 32 wait, and more are refused.
 */
import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto'
import { HubError } from './errors.ts'

const COST = 2 ** 17
const BLOCK = 8
const LANES = 1
const SALT_BYTES = 16
const HASH_BYTES = 32

const LENGTH_MIN = 12
const LENGTH_MAX = 128

const RUNNING_MAX = 2
const WAITING_MAX = 32

/** 32 letters and digits, 5 bits each, without those that look alike. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

interface Parameters {
  readonly cost: number
  readonly block: number
  readonly lanes: number
  readonly salt: Buffer
}

/** Why a password is not accepted, as a sentence for the person; null when it is accepted. */
export function passwordProblem(password: string, login: string): string | null {
  if (!password.isWellFormed()) return 'A senha tem um caractere inválido: digite-a de novo.'
  const length = [...password.normalize('NFKC')].length
  if (length < LENGTH_MIN || length > LENGTH_MAX) {
    return `A senha deve ter de ${LENGTH_MIN} a ${LENGTH_MAX} caracteres.`
  }
  const [plain, name] = [password.toLowerCase(), login.toLowerCase()]
  if (name.length >= 4 && plain.includes(name)) return 'A senha não pode conter o login.'
  if (new Set(plain).size < 4) return 'A senha repete os mesmos caracteres: escolha outra.'
  return null
}

/** Four groups of five characters: 100 random bits that a person can read out and type. */
export function generatePassword(): string {
  const letters = Array.from({ length: 20 }, () => ALPHABET[randomInt(ALPHABET.length)])
  return letters.join('').replace(/.{5}(?=.)/g, '$&-')
}

/**
 * Answers `scrypt$N$r$p$salt$hash`, the last two in base64url. `cost` is N; tests that hash many passwords lower it.
 * Throws HubError unavailable, which is retryable, when too many passwords are waiting.
 */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, { cost, block: BLOCK, lanes: LANES, salt })
  return ['scrypt', cost, BLOCK, LANES, base64(salt), base64(hash)].join('$')
}

/**
 * Answers false for a `stored` that is null or malformed, and takes as long as for a good one, so that the time tells
 * nothing about which logins exist. Throws as hashPassword does.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const read = stored === null ? null : readStored(stored)
  const { hash, ...parameters } = read ?? nobody
  const derived = await derive(password, parameters)
  return timingSafeEqual(derived, hash) && read !== null
}

const nobody = {
  cost: COST,
  block: BLOCK,
  lanes: LANES,
  salt: Buffer.alloc(SALT_BYTES),
  hash: Buffer.alloc(HASH_BYTES),
}

function readStored(stored: string): (Parameters & { readonly hash: Buffer }) | null {
  const [kind, cost, block, lanes, salt = '', hash = ''] = stored.split('$')
  const read = {
    cost: Number(cost),
    block: Number(block),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  }
  const whole = [read.cost, read.block, read.lanes].every((n) => Number.isSafeInteger(n) && n > 0)
  return kind === 'scrypt' && whole && read.hash.length === HASH_BYTES ? read : null
}

let running = 0
const waiting: (() => void)[] = []

async function derive(password: string, parameters: Parameters): Promise<Buffer> {
  if (waiting.length >= WAITING_MAX) {
    throw new HubError(
      'unavailable',
      'Muita gente está entrando agora: tente de novo em instantes.',
      { retryable: true },
    )
  }
  if (running < RUNNING_MAX) running++
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await deriveNow(password, parameters)
  } finally {
    // The next in the queue takes over this place. Without one the place is free.
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

function deriveNow(password: string, { cost, block, lanes, salt }: Parameters): Promise<Buffer> {
  // Keyboards compose accented letters differently: NFKC makes them equal.
  const text = password.normalize('NFKC')
  const options = { N: cost, r: block, p: lanes, maxmem: 256 * cost * block * lanes }
  return new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, options, (error, derived) => {
      if (error === null) resolve(derived)
      else reject(error)
    })
  })
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64url')
}
