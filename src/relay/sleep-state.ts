/**
 * What this relay has last told the producers. Awake: they need not notify, it will look again by itself before it
 * sleeps. It is set before the database is told, so that in doubt the relay believes itself awake and tells again.
 */
export interface SleepState {
  awake: boolean
  /** Under which this relay is notified, given by the database; absent until it first falls asleep. */
  numero?: string
}

/** In place of a relay's number: all that sleep are notified. */
export const everyRelay = '2'
