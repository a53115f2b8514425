/**
 * What this relay has last told the producers. Awake: they need not notify, it will look again by itself before it
 * sleeps. It is set before the database is told, so that in doubt the relay believes itself awake and tells again.
 */
export interface Vigil {
  awake: boolean
}
