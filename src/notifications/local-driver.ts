/**
 * The driver of a hub without providers: a readable record of what would have been sent, in hub.aviso_local. It is
 * written in the transaction that finishes the notice as REGISTRADA: nothing was sent, and nothing is uncertain.
 */
import type { Driver } from './driver.ts'

export const localDriver: Driver = { kind: 'local' }
