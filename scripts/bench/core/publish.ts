/**
 * Writes the results for readers to scripts/bench/results: every figure, bar and plot. A result that was measured
 * at another scale than 1 is a trial and is left out.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { barRows } from './bar-rows.ts'
import { controlTexts, figureText, provenance } from './report.ts'
import { resultsDir, type StoredResult } from './stored-results.ts'

const published = join(import.meta.dirname, '../results')

/** Returns a text that says what was written and what was left out. */
export function publish(all: readonly StoredResult[]): string {
  const results = all.filter(({ scale }) => scale === 1)
  const trials = all.filter((result) => !results.includes(result)).map(({ scenario }) => scenario)
  const said = trials.map((scenario) => `not published, as its scale is not 1: ${scenario}`)
  if (results.length === 0) return [...said, 'nothing to publish'].join('\n')

  mkdirSync(published, { recursive: true })
  for (const { file } of results.flatMap(({ outcome }) => outcome.plots ?? [])) {
    copyFileSync(join(resultsDir, `${file}.svg`), join(published, `${file}.svg`))
  }
  writeFileSync(join(published, 'README.md'), resultsPage(results))
  said.push('written: scripts/bench/results')

  return said.join('\n')
}

function resultsPage(results: readonly StoredResult[]): string {
  const sections = results.map(({ outcome, ...result }) => {
    const { lost, duplicated, inversions } = outcome.faults ?? {}
    const found =
      outcome.faults && `${lost} lost, ${duplicated} duplicated, ${inversions} inversions`
    const figures = outcome.figures.map((figure) => [figure.name, figureText(figure), found ?? '—'])
    return [
      `## ${result.scenario}: ${result.title}`,
      `Result ${provenance({ outcome, ...result })}.`,
      table(
        ['figure', 'median [lowest, highest] of n rounds', 'faults'],
        [...figures, ...controlTexts(outcome).map((texts) => [...texts, '—'])],
      ),
      outcome.conditions.map((condition) => `- ${condition}`).join('\n'),
      ...(outcome.plots ?? []).map((plot) => `![${plot.title}](${plot.file}.svg)`),
    ].join('\n\n')
  })
  const head = ['# What was measured', machineText(results), '## Bars', barTable(results)]
  return `${[...head, ...sections].join('\n\n')}\n`
}

function machineText(results: readonly StoredResult[]): string {
  const machines = new Set(results.map(({ machine }) => machine.join('; ')))
  return [...machines].map((machine) => `Measured on ${machine}.`).join('\n\n')
}

function barTable(results: readonly StoredResult[]): string {
  const rows = barRows(results).map(({ scenario, name, value, bar, verdict, commit }) => {
    return [scenario, name, value, bar, verdict, commit]
  })
  return table(['scenario', 'what', 'value', 'bar', '', 'commit'], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
