/** A generator whose draws repeat from one run to the next. */
export interface Random {
  /** A number from 0 to 1, 1 excluded. */
  next(): number
  /** True with this probability. */
  chance(share: number): boolean
  pick<T>(of: readonly T[]): T
}

/** Mulberry32: small, and random enough for this. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    chance: (share) => next() < share,
    pick: (of) => of[Math.floor(next() * of.length)] as (typeof of)[number],
  }
}
