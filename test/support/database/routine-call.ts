/** Describes how to call a routine with the things of a store. */
import type { StoreThings } from '../marketplace/store-of.ts'

export type RoutineArguments = Readonly<Record<string, unknown>>

export interface RoutineCall {
  readonly com: (of: StoreThings) => readonly RoutineArguments[]
  /** Whether its answer is an id, a uuid or a time that differs on each call. */
  readonly nova?: boolean
}

type One = (things: StoreThings) => RoutineArguments

/** A routine that is called once and whose answer differs on each call. */
export const done = (of: One): RoutineCall => ({ com: (things) => [of(things)], nova: true })

/** A routine that is called once and whose answer is the same on each call. */
export const told = (of: One): RoutineCall => ({ com: (things) => [of(things)] })

/** The actor and the reason. */
export const ato = { p_motivo: 'motivo', p_ator: 'teste' }
