/** What every act of a person carries, whichever interface it comes through. */

export interface Act {
  /** Why it is done, for the audit. The routine refuses an act without one (HB422) where it needs one. */
  readonly reason: string
  /**
   * The UUID of this act, which a form carries: the routine does nothing when it is asked again with the same one.
   * [null: every request is an act of its own]
   */
  readonly key?: string | null
}
