/**
 * How many rows a step takes. It halves each time a step dies without a verdict and doubles after each success, so
 * that a row which kills its step is cornered in a few steps and its neighbours go on.
 */
export interface BatchSize {
  readonly current: number
  /** True once halving has left a single row: it is to be tried by itself, under a lease. */
  readonly cornered: boolean
  shrink(): void
  grow(): void
}

/** Starts at `max`, and never goes past it or below 1. */
export function createBatchSize(max: number): BatchSize {
  let current = max
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
    grow() {
      current = Math.min(max, current * 2)
      cornered = false
    },
  }
}
