/**
 * How many rows a step takes: few as long as that is all there is, so that whoever comes next does not wait long for
 * the step before; more with each one that comes back full, as bulk is cheaper by the thousand. It halves each time a
 * step dies without a verdict, so that a row which kills its step is cornered in a few steps and its neighbours go on.
 */
export interface BatchSize {
  readonly current: number
  /** True once halving has left a single row: it is to be tried by itself, under a lease. */
  readonly cornered: boolean
  shrink(): void
  /** A step has ended well; `full`: it took as many rows as it might. */
  grow(full: boolean): void
}

/** About five milliseconds' work. */
const quick = 100

/** Starts quick, and never goes past `max` or below 1. */
export function createBatchSize(max: number): BatchSize {
  const small = Math.min(quick, max)
  let current = small
  let cornered = false
  return {
    get current() {
      return current
    },
    get cornered() {
      return cornered
    },
    shrink() {
      current = Math.max(1, Math.floor(current / 2))
      cornered = current === 1
    },
    grow(full) {
      current = Math.min(full ? max : small, current * 2)
      cornered = false
    },
  }
}
