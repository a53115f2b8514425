/** Limits how many calls work at a time. The others wait in memory, in the order in which they came. */

export type TakeTurn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * A call takes its turn before it takes any scarce resource, so that none holds one resource while it waits for
 * another.
 */
export function createTurns(atOnce: number): TakeTurn {
  const waiting: (() => void)[] = []
  let free = atOnce
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
