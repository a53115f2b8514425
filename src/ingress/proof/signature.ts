/**
 * Checks whether a webhook's signature was made with one of a tenant's live secrets: HMAC-SHA256 of the raw bytes, as
 * `sha256=<hex>`, or as `t=<unix seconds>,v1=<hex>[,v1=<hex>]` over `t.body`.
 *
 * The time does not tell whether the tenant exists: decoys stand in for secrets that are not there, every secret is tried
 * against every signature, and hashes are compared in constant time.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from './shared-secret.ts'

export type SignatureVerdict = 'VALIDA' | 'ASSINATURA_INVALIDA' | 'ASSINATURA_EXPIRADA'

interface SignedRequest {
  /** X-ML-Signature, as it came. */
  readonly signature: string
  /** The body, byte by byte. */
  readonly body: Uint8Array
  /** The tenant's live secrets; none where there is no such tenant. */
  readonly secrets: readonly Buffer[]
  /** Wall time in seconds, with which `t` is compared. */
  readonly nowSeconds: number
}

/** How far `t` may be from now, either way, in seconds. */
const WINDOW_SECONDS = 300
const SECRETS_LIVE = 2
const SIGNATURES_MAX = 5

/** Makes a verifier with decoys of its own. ASSINATURA_EXPIRADA means that the signature itself was right. */
export function createVerifier(): (request: SignedRequest) => SignatureVerdict {
  const decoys = Array.from({ length: SECRETS_LIVE }, () => randomBytes(32))
  const nothing = { timestamp: null, macs: [randomBytes(32)] }
  return ({ signature, body, secrets, nowSeconds }) => {
    const { timestamp, macs } = parseSignature(signature) ?? nothing
    let found = 0
    for (const secret of [...secrets, ...decoys.slice(secrets.length)]) {
      const hmac = createHmac('sha256', secret)
      if (timestamp !== null) hmac.update(`${timestamp}.`)
      const expected = hmac.update(body).digest()
      for (const mac of macs) found |= Number(sameSecret(expected, mac))
    }
    if (found === 0) return 'ASSINATURA_INVALIDA'
    const fresh = timestamp === null || Math.abs(nowSeconds - Number(timestamp)) <= WINDOW_SECONDS
    return fresh ? 'VALIDA' : 'ASSINATURA_EXPIRADA'
  }
}

interface Signature {
  /** The text of `t`, as it was signed; null where none is part of what was signed. */
  readonly timestamp: string | null
  readonly macs: readonly Buffer[]
}

function parseSignature(text: string): Signature | null {
  const plain = /^sha256=([0-9a-f]{64})$/i.exec(text)?.[1]
  if (plain !== undefined) return { timestamp: null, macs: [Buffer.from(plain, 'hex')] }
  const parts = text.split(',').map((part) => part.trim())
  const [timestamp, ...others] = valuesOf('t', parts)
  const macs = valuesOf('v1', parts)
  if (timestamp === undefined || others.length > 0 || !/^\d{1,12}$/.test(timestamp)) return null
  if (macs.length === 0 || macs.length > SIGNATURES_MAX) return null
  if (!macs.every((mac) => /^[0-9a-f]{64}$/i.test(mac))) return null
  return { timestamp, macs: macs.map((mac) => Buffer.from(mac, 'hex')) }
}

function valuesOf(name: string, parts: readonly string[]): string[] {
  return parts
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))
}
