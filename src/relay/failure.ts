/**
 * What a relay does when the database fails it as a whole. Failures of single rows are decided in SQL: see
 * sql/routines/relay/step/settle_failures.sql.
 */

/**
 * What a failed step says about its batch, whose rows are all claimable again. `wait`: nothing about the rows; try the
 * same batch a little later. `shrink`: one of its rows may have killed the step; try a smaller batch.
 */
export type StepFailure = 'wait' | 'shrink'

/** Deadlocks, locks and lacking resources; and routines that are missing or changing while a deploy is under way. */
const notTheRows = /^(40001|40P01|55P03|53...|42...|0A000)$/

/** `sqlstate` null: the connection ended without one. */
export function stepFailure(sqlstate: string | null): StepFailure {
  return sqlstate !== null && notTheRows.test(sqlstate) ? 'wait' : 'shrink'
}

/**
 * How long to wait before the next try, after `failures` failures in a row (from 1): 100 ms, doubled up to 5 s, then
 * halved at most by chance, so that relays which failed together do not come back together.
 */
export function failureDelayMs(failures: number, random: () => number = Math.random): number {
  const ms = Math.min(5000, 100 * 2 ** Math.max(0, failures - 1))
  return Math.round(ms * (0.5 + random() / 2))
}
