/**
 * Decides whether a request proves what the tenant's connector demands. The work depends on what the request brings and
 * never on the tenant that it names: every proof that is brought is checked, demanded or not, against decoys where there is
 * no secret. So neither the answer nor its time tells which tenants exist or what they demand.
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
  /** Its source. It is asked for only where the connector has a list. */
  readonly address: () => string | null
}

type ProofVerdict =
  /** `conferencia`: the proofs, such as `HMAC+IP`. */
  | { readonly ok: true; readonly conferencia: string }
  /** `isKnown`: everything but the address was right, so the sender knows already that the connector exists. */
  | { readonly ok: false; readonly reason: RefusalReason; readonly isKnown: boolean }

interface ProofCheckOptions {
  readonly clock: Clock
  readonly sources: Pick<Sources, 'count'>
}

const PROOFS: readonly Proof[] = ['HMAC', 'SEGREDO']
/** An unknown tenant is checked as if it demanded HMAC, as most do, so that time reveals nothing. */
const unknownTenant: Pick<Keys, 'demands' | 'live'> = {
  demands: new Set<Proof>(['HMAC']),
  live: { HMAC: [], SEGREDO: [] },
}

export function createProofCheck({
  clock,
  sources,
}: ProofCheckOptions): (keys: Keys | null, brought: Brought) => ProofVerdict {
  const verify = createVerifier()
  const checkSecret = createSharedSecretCheck()

  return (keys, { signature, secret, body, address }) => {
    const { demands, live } = keys ?? unknownTenant
    const nowSeconds = clock.now().getTime() / 1000
    const found: Record<Proof, RefusalReason | null> = {
      HMAC:
        signature === ''
          ? 'SEM_ASSINATURA'
          : reasonOf(verify({ signature, body, secrets: live.HMAC, nowSeconds })),
      SEGREDO: secret === '' ? 'SEM_SEGREDO' : reasonOf(checkSecret(secret, live.SEGREDO)),
    }
    if (keys === null) {
      const isBare = signature === '' && secret === ''
      return refused(isBare ? 'SEM_ASSINATURA' : 'TENANT_DESCONHECIDO')
    }
    for (const proof of PROOFS) {
      const reason = found[proof]
      if (demands.has(proof) && reason !== null) return refused(reason)
    }
    if (keys.demandsTime && !/^\s*t=|,\s*t=/.test(signature)) return refused('ASSINATURA_SEM_TEMPO')
    const proofs: string[] = PROOFS.filter((proof) => demands.has(proof))
    const isKnown = proofs.length > 0
    const { allowlist } = keys
    const { mode } = allowlist
    if (mode !== 'DESLIGADA') {
      const from = address()
      const isListed = allowlist.has(from)
      if (isKnown || isListed)
        sources.count({ conectorId: keys.conectorId, address: from, isListed })
      if (mode === 'EXIGIR' && !isListed) {
        return { ok: false, reason: 'ENDERECO_NAO_PERMITIDO', isKnown }
      }
      if (mode === 'EXIGIR') proofs.push('IP')
    }
    return { ok: true, conferencia: proofs.join('+') }
  }
}

function reasonOf<C extends RefusalReason>(verdict: C | 'VALIDA' | 'VALIDO'): RefusalReason | null {
  return verdict === 'VALIDA' || verdict === 'VALIDO' ? null : verdict
}

function refused(reason: RefusalReason): ProofVerdict {
  return { ok: false, reason, isKnown: false }
}
