/**
 * Whether who knocks has proved what the tenant's connector demands. What is computed depends on what the request brings
 * and never on whose it claims to be: what is brought is checked, demanded or not, against decoys where there is nothing
 * to check it against. So neither the answer nor its time says which tenants exist, or what they demand.
 */
import type { Clock } from '../../core/clock.ts'
import type { RefusalReason } from './refusal-reason.ts'
import type { Keys, Proof } from './connector-keys.ts'
import { createSharedSecretCheck } from './shared-secret.ts'
import { createVerifier } from './signature.ts'
import type { Sources } from '../store/sources.ts'

export interface Brought {
  /** X-ML-Signature, empty where there is none. */
  readonly signature: string
  /** X-Webhook-Secret, empty where there is none. */
  readonly secret: string
  /** The body, byte by byte. */
  readonly body: Uint8Array
  /** Where it came from; asked only of connectors that have a list. */
  readonly address: () => string | null
}

type ProofVerdict =
  /** `conferencia`: what proved it, such as `HMAC+IP`. */
  | { readonly ok: true; readonly conferencia: string }
  /** `isKnown`: everything but the address was right, so that whoever it is knows that the connector is there. */
  | { readonly ok: false; readonly causa: RefusalReason; readonly isKnown: boolean }

interface ProofCheckOptions {
  readonly clock: Clock
  readonly sources: Pick<Sources, 'count'>
}

const PROOFS: readonly Proof[] = ['HMAC', 'SEGREDO']
/** Of a tenant that has no connector the same is demanded as of most. */
const nobodys: Pick<Keys, 'exige' | 'live'> = {
  exige: new Set<Proof>(['HMAC']),
  live: { HMAC: [], SEGREDO: [] },
}

export function createProofCheck({
  clock,
  sources,
}: ProofCheckOptions): (keys: Keys | null, brought: Brought) => ProofVerdict {
  const verify = createVerifier()
  const checkSecret = createSharedSecretCheck()

  return (keys, { signature, secret, body, address }) => {
    const { exige, live } = keys ?? nobodys
    const nowSeconds = clock.now().getTime() / 1000
    const found: Record<Proof, RefusalReason | null> = {
      HMAC:
        signature === ''
          ? 'SEM_ASSINATURA'
          : causeOf(verify({ signature, body, secrets: live.HMAC, nowSeconds })),
      SEGREDO: secret === '' ? 'SEM_SEGREDO' : causeOf(checkSecret(secret, live.SEGREDO)),
    }
    if (keys === null) {
      const isBare = signature === '' && secret === ''
      return refused(isBare ? 'SEM_ASSINATURA' : 'TENANT_DESCONHECIDO')
    }
    for (const proof of PROOFS) {
      const causa = found[proof]
      if (exige.has(proof) && causa !== null) return refused(causa)
    }
    if (keys.exigeTempo && !/^\s*t=|,\s*t=/.test(signature)) return refused('ASSINATURA_SEM_TEMPO')
    const proofs: string[] = PROOFS.filter((proof) => exige.has(proof))
    const isKnown = proofs.length > 0
    const { allowlist } = keys
    const { modo } = allowlist
    if (modo !== 'DESLIGADA') {
      const from = address()
      const naLista = allowlist.has(from)
      if (isKnown || naLista) sources.count({ conectorId: keys.conectorId, address: from, naLista })
      if (modo === 'EXIGIR' && !naLista) {
        return { ok: false, causa: 'ENDERECO_NAO_PERMITIDO', isKnown }
      }
      if (modo === 'EXIGIR') proofs.push('IP')
    }
    return { ok: true, conferencia: proofs.join('+') }
  }
}

function causeOf<C extends RefusalReason>(verdict: C | 'VALIDA' | 'VALIDO'): RefusalReason | null {
  return verdict === 'VALIDA' || verdict === 'VALIDO' ? null : verdict
}

function refused(causa: RefusalReason): ProofVerdict {
  return { ok: false, causa, isKnown: false }
}
