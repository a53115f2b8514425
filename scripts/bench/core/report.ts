/** Formats results for a terminal: every figure with its faults, then all bars. */
import { barRows } from './bar-rows.ts'
import type { Faults } from './check-effect.ts'
import { controls } from './control.ts'
import { formatNumber } from './format-number.ts'
import type { Figure, Outcome } from './scenario.ts'
import { median } from './spread.ts'
import type { StoredResult } from './stored-results.ts'

export function report(results: readonly StoredResult[]): string {
  const machines = new Set(results.map(({ machine }) => machine.join('\n')))
  const parts = [...machines].map((machine) => `Measured on\n${indent(machine)}`)
  parts.push('Figures are medians [lowest, highest] of n rounds.')
  parts.push(...results.map(resultText), table(results))
  return parts.join('\n\n')
}

/** The part of one scenario. */
export function resultText(result: StoredResult): string {
  const { outcome, scenario, title } = result
  const faults = faultsText(outcome.faults)
  const width = Math.max(0, ...outcome.figures.map(({ name }) => name.length))
  const figures = outcome.figures.map(
    (figure) => `${figure.name.padEnd(width)}  ${figureText(figure)}${faults}`,
  )
  const conditions = outcome.conditions.map((condition) => `- ${condition}`)
  const quiet = controlTexts(outcome).map(([name, text]) => `${name}  ${text}`)
  const lines = [provenance(result), ...figures, ...quiet, ...conditions]
  return `${scenario} · ${title}\n${indent(lines.join('\n'))}`
}

/** The commit and date of a result, and its size where that is not the usual one. */
export function provenance({ commit, date, scale, full, seconds }: StoredResult): string {
  const size = (full ? ', full' : '') + (scale === 1 ? '' : `, scale ${scale}: no result, a trial`)
  return `of commit ${commit}, ${date.slice(0, 16).replace('T', ' ')}, ${Math.round(seconds)} s${size}`
}

export function figureText({ samples, unit }: Figure): string {
  if (samples.length === 0) return 'not measured'
  const middle = `${formatNumber(median(samples))} ${unit}`
  if (samples.length === 1) return `${middle} (1 round)`
  const [low, high] = [Math.min(...samples), Math.max(...samples)].map(formatNumber)
  return `${middle} [${low}, ${high}] of ${samples.length}`
}

/** A name and a text for each control of a scenario. */
export function controlTexts(outcome: Outcome): (readonly [string, string])[] {
  return controls(outcome).map(({ name, value, atLeast, atMost, quiet }) => [
    `control, A ÷ A: ${name}`,
    `${formatNumber(value)} × (${atLeast} to ${atMost})${quiet ? '' : ': disturbed'}`,
  ])
}

function faultsText(faults: Faults | undefined): string {
  if (faults === undefined) return ''
  return ` · lost ${faults.lost}, duplicated ${faults.duplicated}, inversions ${faults.inversions}`
}

function table(results: readonly StoredResult[]): string {
  const head = ['scenario', 'what', 'value', 'bar', '', 'commit']
  const rows = barRows(results).map((row) => {
    return [row.scenario, row.name, row.value, row.bar, row.verdict, row.commit]
  })
  const widths = head.map((_, i) =>
    Math.max(...[head, ...rows].map((row) => (row[i] ?? '').length)),
  )
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return `Bars\n${indent(lines.join('\n'))}`
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
