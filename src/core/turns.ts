/** Lets so many work at a time and no more; the others wait in memory, in the order in which they came. */

export type TakeTurn = <T>(work: () => Promise<T>) => Promise<T>

/** What holds something scarce takes its turn first, so that nobody holds one while waiting for another. */
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
