/** How a routine is called about the things of a store. */
import type { StoreThings } from '../marketplace/store-of.ts'

export type RoutineArguments = Readonly<Record<string, unknown>>

export interface RoutineCall {
  readonly com: (of: StoreThings) => readonly RoutineArguments[]
  /** Its answer is an id, a uuid or a time that is new each time. */
  readonly nova?: boolean
}

type One = (things: StoreThings) => RoutineArguments

/** Called once; what it answers is new each time. */
export const done = (of: One): RoutineCall => ({ com: (things) => [of(things)], nova: true })

/** Called once; what it answers is the same each time. */
export const told = (of: One): RoutineCall => ({ com: (things) => [of(things)] })

/** Who acts, and why. */
export const ato = { p_motivo: 'motivo', p_ator: 'teste' }
