/**
 * Puts off signed requests that repeat too often. A plain signature holds for ever, so whoever has seen a request can send
 * it again. That changes nothing, as its events are duplicates, and is answered. But no sender needs it often: beyond some
 * hundreds a minute, by connector and address, it is put off. Only what was accepted before counts, so that a sender who
 * was told to send again may. Each process counts for itself, in bounded memory, and forgets rather than refuses.
 */
import type { Clock } from '../../core/clock.ts'

/** One signed request. */
export interface SignedOnce {
  readonly conectorId: string
  /** Null where it can't be told. */
  readonly address: string | null
  /** X-ML-Signature, as it came. */
  readonly signature: string
}

export interface Replays {
  /** Whether it repeats an accepted request too often this minute. Never throws. */
  isTooMany(request: SignedOnce): boolean
  /** Notes that it was accepted: the next one is a repetition. Never throws. */
  accepted(request: SignedOnce): void
}

const MINUTE_MS = 60_000
/** A sender whose answers were lost sends hundreds of accepted requests again without being an attacker. */
const A_MINUTE_MAX = 600
const SIGNATURES_KEPT = 20_000
const SENDERS_KEPT = 5000

export function createReplays({ clock }: { readonly clock: Clock }): Replays {
  const signatures = new Set<string>()
  const counts = new Map<string, { total: number; readonly until: number }>()

  return {
    isTooMany: failingOpen((request) => {
      if (!isPlain(request) || !signatures.has(keyOf(request))) return false
      return repeated(`${request.conectorId} ${request.address}`) > A_MINUTE_MAX
    }),
    accepted: failingOpen((request) => {
      if (!isPlain(request)) return false
      forgetOldest(signatures, SIGNATURES_KEPT)
      signatures.add(keyOf(request))
      return false
    }),
  }

  function repeated(sender: string): number {
    const now = clock.monotonicMs()
    const known = counts.get(sender)
    if (known !== undefined && known.until > now) return (known.total += 1)
    counts.delete(sender)
    forgetOldest(counts, SENDERS_KEPT)
    counts.set(sender, { total: 1, until: now + MINUTE_MS })
    return 1
  }
}

/** A signature with a time in it expires by itself. */
function isPlain({ signature }: SignedOnce): boolean {
  return /^sha256=/i.test(signature)
}

function keyOf({ conectorId, signature }: SignedOnce): string {
  return `${conectorId} ${signature.toLowerCase()}`
}

function forgetOldest(
  kept: Pick<Map<string, unknown>, 'size' | 'delete'> & { keys(): Iterable<string> },
  most: number,
) {
  if (kept.size < most) return
  for (const oldest of kept.keys()) {
    kept.delete(oldest)
    return
  }
}

function failingOpen(look: (request: SignedOnce) => boolean): (request: SignedOnce) => boolean {
  return (request) => {
    try {
      return look(request)
    } catch {
      return false
    }
  }
}
