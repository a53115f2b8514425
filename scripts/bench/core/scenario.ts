/**
 * The types of a benchmark: a scenario runs once and returns figures with the conditions under which they were
 * measured.
 */
import type { BenchServer } from './bench-server.ts'
import type { Faults } from './check-effect.ts'

/** One measured quantity, with a sample for each round. */
export interface Figure {
  readonly name: string
  /** Such as `events/s`, `ms`, `B/event`, `%`. */
  readonly unit: string
  readonly samples: readonly number[]
  /** Whether the machine was quiet is judged by this figure, a throughput or a time: see control.ts. */
  readonly control?: 'rate' | 'time'
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
  /** What a reader must know besides the machine: sizes, settings, rates, rounds. */
  readonly conditions: readonly string[]
  readonly figures: readonly Figure[]
  readonly bars: readonly Bar[]
  readonly plots?: readonly Plot[]
  /** Absent when no event is processed. */
  readonly faults?: Faults
}

export interface Bench {
  readonly server: BenchServer
  /** The long form: more rounds, more events. */
  readonly full: boolean
  /** Prints the progress, which is not part of the result. */
  progress(line: string): void
}

export interface Scenario {
  /** The name in `make bench ONLY=drain`, and of the stored result. */
  readonly name: string
  readonly title: string
  /** Only `make bench-full` runs it. */
  readonly long?: boolean
  run(bench: Bench): Promise<Outcome>
}
