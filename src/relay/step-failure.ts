/** What a step that failed as a whole says about the batch it had claimed, whose rows are all claimable again. */

/**
 * `wait`: nothing, it was the moment (a deadlock, a lock, resources) or the routines themselves (a deploy under
 * way): the same again a little later. `shrink`: one of its rows may be what killed it.
 */
export type StepFailure = 'wait' | 'shrink'

const notTheRows = /^(40001|40P01|55P03|53...|42...|0A000)$/

/** `sqlstate` null: the connection ended without a word. */
export function stepFailure(sqlstate: string | null): StepFailure {
  return sqlstate !== null && notTheRows.test(sqlstate) ? 'wait' : 'shrink'
}
