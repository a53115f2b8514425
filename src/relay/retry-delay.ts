/**
 * How long to wait before trying the database again after `failures` failures in a row (from 1): 100 ms doubling
 * up to 5 s, halved at most by chance, so that relays which failed together do not come back together.
 */
export function retryDelayMs(failures: number, random: () => number = Math.random): number {
  const ms = Math.min(5000, 100 * 2 ** Math.max(0, failures - 1))
  return Math.round(ms * (0.5 + random() / 2))
}
