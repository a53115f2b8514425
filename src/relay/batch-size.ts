/**
 * How many rows a step takes. It starts small, so that an event which arrives next does not wait long for the step before.
 * It doubles while steps come back full, as large steps are cheaper a row. It halves each time a step dies without a
 * verdict, so that a row which kills its step is isolated in a few steps and its neighbours go on.
 */
export interface BatchSize {
  readonly current: number
  /** True once halving has left a single row, which is then run in quarantine. */
  readonly isolated: boolean
  shrink(): void
  /** A step has ended well. `full`: it took as many rows as it was allowed. */
  grow(full: boolean): void
}

/** About five milliseconds of work. */
const smallBatch = 100

/** Starts at 100 rows. Stays between 1 and `max`. */
export function createBatchSize(max: number): BatchSize {
  const small = Math.min(smallBatch, max)
  let current = small
  let isolated = false
  return {
    get current() {
      return current
    },
    get isolated() {
      return isolated
    },
    shrink() {
      current = Math.max(1, Math.floor(current / 2))
      isolated = current === 1
    },
    grow(full) {
      current = Math.min(full ? max : small, current * 2)
      isolated = false
    },
  }
}
