/**
 * How many hints are fetched at a time: as many as keep requests leaving at the rate that is allowed, even when every
 * answer takes as long as is waited for one; and no more than one seller's rate can serve while they are leased, should
 * all of them be that seller's.
 */
interface Limits {
  /** Requests a second, of an application and for a seller. */
  readonly perApplication: number
  readonly perSeller: number
  /** Longest wait for an answer. */
  readonly timeoutMs: number
}

const LEAST = 16
const MOST = 256
/** How long a hint may wait for a request's turn: it has up to three, and they fit into half its lease of two minutes. */
const TURN_S = 20

export function concurrentFetches({ perApplication, perSeller, timeoutMs }: Limits): number {
  const wanted = Math.ceil((perApplication * timeoutMs) / 1000)
  return Math.max(LEAST, Math.min(wanted, perSeller * TURN_S, MOST))
}
