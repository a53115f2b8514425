/** Stores outcomes on disk, one file for each scenario, so that an interrupted run continues where it stopped. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from './scenario.ts'

export const resultsDir = join(import.meta.dirname, '../../../.data/bench')

export interface StoredResult {
  readonly scenario: string
  readonly title: string
  /** The measured sources: a short commit, with `+` when files differed from it. */
  readonly commit: string
  readonly date: string
  readonly scale: number
  readonly full: boolean
  /** How long the scenario took. */
  readonly seconds: number
  readonly machine: readonly string[]
  readonly outcome: Outcome
}

/** Undefined when there is none. */
export function loadResult(scenario: string): StoredResult | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(scenario), 'utf8')) as StoredResult
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Replaces the previous result, completely or not at all. */
export function saveResult(result: StoredResult): void {
  mkdirSync(resultsDir, { recursive: true })
  const file = fileOf(result.scenario)
  writeFileSync(`${file}.new`, `${JSON.stringify(result, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

function fileOf(scenario: string): string {
  return join(resultsDir, `${scenario}.json`)
}
