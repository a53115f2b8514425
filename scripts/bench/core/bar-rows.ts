/** Compares each bar of the project with its measured value, one row each, for the terminal and the published page. */
import { wasQuiet } from './control.ts'
import { formatNumber } from './format-number.ts'
import type { Bar } from './scenario.ts'
import type { StoredResult } from './stored-results.ts'

export interface BarRow {
  readonly scenario: string
  readonly name: string
  readonly value: string
  readonly bar: string
  readonly verdict: 'reached' | 'NOT reached' | 'disturbed: no verdict'
  readonly commit: string
}

/** The last row is the bar of all scenarios: no event lost, repeated or out of order. */
export function barRows(results: readonly StoredResult[]): BarRow[] {
  const rows = results.flatMap(({ scenario, commit, outcome }) =>
    outcome.bars.map((bar) => {
      const texts = { scenario, commit, ...barTexts(bar) }
      return wasQuiet(outcome) ? texts : { ...texts, verdict: 'disturbed: no verdict' as const }
    }),
  )
  const checked = results.flatMap(({ outcome }) => outcome.faults ?? [])
  if (checked.length === 0) return rows
  const faults = checked.reduce((sum, f) => sum + f.lost + f.duplicated + f.inversions, 0)
  const name = `lost, duplicated, inversions, in ${checked.length} scenarios`
  const value = { name, value: faults, unit: '', atMost: 0 }
  const commits = [...new Set(results.map(({ commit }) => commit))]
  return [...rows, { scenario: 'all', commit: commits.join(' '), ...barTexts(value) }]
}

function barTexts({ name, value, unit, atLeast, atMost }: Bar) {
  const reached =
    (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
  const limits = [
    ...(atLeast === undefined ? [] : [`≥ ${withUnit(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`≤ ${withUnit(atMost, unit)}`]),
  ]
  return {
    name,
    value: withUnit(value, unit),
    bar: limits.join(', '),
    // NaN reaches no bar.
    verdict: reached && Number.isFinite(value) ? ('reached' as const) : ('NOT reached' as const),
  }
}

function withUnit(value: number, unit: string): string {
  const blank = unit === '' || unit === '×' || unit === '%' ? '' : ' '
  return `${formatNumber(value)}${blank}${unit}`
}
