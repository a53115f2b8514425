/**
 * What a relay has last told the producers, and under which number they notify it. See
 * sql/routines/relay/SLEEP-AND-WAKE.md.
 */
export interface SleepState {
  /**
   * True: producers need not notify, as the relay looks again by itself before it sleeps. It is set before the database
   * is told, so that in doubt the relay believes itself awake and tells again.
   */
  awake: boolean
  /** The relay's number, from relay.enlist. Absent until the relay first falls asleep. */
  number?: string
}

/** In place of a relay's number: all relays that sleep are notified. */
export const everyRelay = '2'

/** What a notification wakes. */
export interface Woken {
  /** Whose workers: of one destination, or of `all`. */
  readonly destination: string
  /** The event that waits, where it is a single one. */
  readonly ids: readonly string[]
}

/**
 * Decides what a notification wakes here; null: nobody. Every process hears each one, and its payload names one relay: its
 * number, the destination, the event. A relay without a number acts on all of them.
 */
export function wokenBy({ number }: SleepState, payload = everyRelay): Woken | null {
  const [relay, destination = 'all', ...ids] = payload.split(' ')
  const isMeant = relay === everyRelay || number === undefined || relay === number
  return isMeant ? { destination, ids } : null
}
