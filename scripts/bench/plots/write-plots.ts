/** Writes the plots of all results as SVG files beside the results. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { resultsDir, type StoredResult } from '../core/stored-results.ts'
import { drawBars } from './draw-bars.ts'
import { drawLines } from './draw-lines.ts'

export function writePlots(results: readonly StoredResult[]): void {
  for (const plot of results.flatMap(({ outcome }) => outcome.plots ?? [])) {
    const svg = plot.kind === 'bars' ? drawBars(plot) : drawLines(plot)
    writeFileSync(join(resultsDir, `${plot.file}.svg`), svg)
  }
}
