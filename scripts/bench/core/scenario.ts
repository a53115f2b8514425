/** What a benchmark is: something that is run once, answers figures, and says under which conditions. */
import type { BenchServer } from './bench-server.ts'
import type { Faults } from './check-effect.ts'

/** One thing measured, once a round. */
export interface Figure {
  readonly name: string
  /** Such as `events/s`, `ms`, `B/event`, `%`. */
  readonly unit: string
  readonly samples: readonly number[]
}

/** A bar that the project has set itself. */
export interface Bar {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly atLeast?: number
  readonly atMost?: number
}

export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** Drawn as one SVG file of this name. */
export interface Plot {
  readonly file: string
  readonly title: string
  readonly x: string
  readonly y: string
  readonly logarithmic?: readonly ('x' | 'y')[]
  /** `bars`: each curve has one point, drawn as a labelled bar. [lines] */
  readonly kind?: 'lines' | 'bars'
  readonly curves: readonly Curve[]
}

export interface Outcome {
  /** What a reader must know beside what `describeMachine` says: sizes, settings, rates, rounds. */
  readonly conditions: readonly string[]
  readonly figures: readonly Figure[]
  readonly bars: readonly Bar[]
  readonly plots?: readonly Plot[]
  /** Absent where no event is processed. */
  readonly faults?: Faults
}

export interface Bench {
  readonly server: BenchServer
  /** The long form: more rounds, more events. */
  readonly full: boolean
  /** Says how far it is; not part of the result. */
  progress(line: string): void
}

export interface Scenario {
  /** As in `make bench ONLY=drain`; also the name of its stored result. */
  readonly name: string
  readonly title: string
  /** Run by `make bench-full` only. */
  readonly long?: boolean
  run(bench: Bench): Promise<Outcome>
}
