/**
 * Runs the benchmarks and prints their results. A scenario with a stored result of the same size does not run again.
 *
 * node --import tsx scripts/bench/main.ts [--full] [--only drain,backlog] [--again] [--scale 0.05] [--report]
 * [--publish]
 */
import { parseArgs } from 'node:util'
import { startBenchServer, type BenchServer } from './core/bench-server.ts'
import { currentCommit } from './core/commit.ts'
import { describeMachine } from './core/machine.ts'
import { publish } from './core/publish.ts'
import { provenance, report, resultText } from './core/report.ts'
import { setScale } from './core/scale.ts'
import type { Scenario } from './core/scenario.ts'
import { loadResult, saveResult, type StoredResult } from './core/stored-results.ts'
import { writePlots } from './plots/write-plots.ts'
import { scenarios } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    again: { type: 'boolean', default: false },
    scale: { type: 'string', default: '1' },
    report: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
  },
})
let interrupted = false
const { full, again } = values
const scale = Number(values.scale)
if (!(scale > 0)) throw new Error(`--scale wants a positive number, not ${values.scale}`)
setScale(scale)

const selected = chosen(scenarios, values.only?.split(','))
const failed = values.report ? [] : await measure(selected.filter(isDue))
const results = selected.flatMap(({ name }) => loadResult(name) ?? [])
writePlots(results)
console.log(results.length === 0 ? 'no stored results' : `\n${report(results)}`)
if (failed.length > 0) console.log(`\nfailed to run: ${failed.join(', ')}`)
if (values.publish) console.log(`\n${publish(results)}`)
process.exit(failed.length > 0 ? 1 : 0)

function chosen(
  all: readonly Scenario[],
  names: readonly string[] | undefined,
): readonly Scenario[] {
  const unknown = names?.find((name) => all.every((scenario) => scenario.name !== name))
  if (unknown !== undefined) {
    throw new Error(`no scenario ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`)
  }
  return all.filter(({ name }) => names?.includes(name) ?? true)
}

function isDue(scenario: Scenario): boolean {
  if (scenario.long && !full && values.only === undefined) return false
  const stored = loadResult(scenario.name)
  if (stored === undefined || again || stored.scale !== scale || stored.full !== full) return true
  console.log(`${scenario.name}: stored, ${provenance(stored)} (--again measures it anew)`)
  return false
}

/** Resolves to the names of the scenarios that failed to run. */
async function measure(due: readonly Scenario[]): Promise<string[]> {
  if (due.length === 0) return []
  const failures: string[] = []
  const server = await startBenchServer()
  const leave = () => void interrupt(server)
  process.on('SIGINT', leave).on('SIGTERM', leave)
  try {
    const machine = await describeMachine(server)
    for (const scenario of due) {
      try {
        const result = await measureOne(scenario, server, machine)
        saveResult(result)
        console.log(resultText(result))
      } catch (error) {
        // `interrupt` ends the process.
        if (interrupted) await new Promise(() => {})
        failures.push(scenario.name)
        console.error(`${scenario.name} failed:`, error)
      }
    }
  } finally {
    await server.stop()
  }
  return failures
}

async function measureOne(
  scenario: Scenario,
  server: BenchServer,
  machine: readonly string[],
): Promise<StoredResult> {
  console.log(`\n${scenario.name} · ${scenario.title}`)
  const startedAt = performance.now()
  const progress = (line: string) => console.log(`  … ${line}`)
  const outcome = await scenario.run({ server, full, progress })
  const seconds = (performance.now() - startedAt) / 1000
  const date = new Date().toISOString()
  const { name, title } = scenario
  return {
    scenario: name,
    title,
    commit: currentCommit(),
    date,
    scale,
    full,
    seconds,
    machine,
    outcome,
  }
}

/** Stops everything. Whatever the running scenario does or fails at no longer matters. */
async function interrupt(server: BenchServer): Promise<void> {
  // Only the first Ctrl-C counts: a second one would leave the server behind.
  if (interrupted) return
  interrupted = true
  process.on('unhandledRejection', () => {}).on('uncaughtException', () => {})
  console.error('\nstopping the server; the results so far are kept')
  await server.stop().catch((error: unknown) => console.error(error))
  process.exit(130)
}
