/**
 * The A/A control of a scenario: each of its main figures against itself, its even rounds against its odd ones. Rounds
 * alternate, so whatever changes slowly is in both halves. Where the halves differ, the machine was disturbed, and a bar
 * that was compared meanwhile tells nothing.
 */
import type { Outcome } from './scenario.ts'
import { median } from './spread.ts'

export interface Control {
  readonly name: string
  /** The median of one half over that of the other. */
  readonly value: number
  readonly atLeast: number
  readonly atMost: number
  /** Whether the value is within these bounds. NaN, of a single round, is not. */
  readonly quiet: boolean
}

const bounds = { rate: [0.9, 1.1], time: [0.85, 1.15] } as const

export function controls({ figures }: Outcome): Control[] {
  return figures.flatMap(({ name, samples, control }) => {
    if (control === undefined) return []
    const half = (parity: number) => median(samples.filter((_, n) => n % 2 === parity))
    const value = half(0) / half(1)
    const [atLeast, atMost] = bounds[control]
    return [{ name, value, atLeast, atMost, quiet: value >= atLeast && value <= atMost }]
  })
}

/** True for a scenario without a control. */
export function wasQuiet(outcome: Outcome): boolean {
  return controls(outcome).every(({ quiet }) => quiet)
}
