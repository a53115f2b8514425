/**
 * How many fetch requests run at a time. They are enough to keep HTTP requests leaving at the allowed rate, even when every
 * answer takes the longest wait. They are no more than one seller's rate can serve while they are leased, in case all of
 * them are that seller's.
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
/** How long each HTTP request may wait for its turn. A fetch request makes up to three; they fit into half its lease of two minutes. */
const TURN_S = 20

export function concurrentFetches({ perApplication, perSeller, timeoutMs }: Limits): number {
  const wanted = Math.ceil((perApplication * timeoutMs) / 1000)
  return Math.max(LEAST, Math.min(wanted, perSeller * TURN_S, MOST))
}
