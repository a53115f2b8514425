/**
 * `make screens` measures how long each screen of the panel takes on a hub that has run for a month. It starts a
 * PostgreSQL of its own with that much data, serves the panel from this process, and requests each screen as an
 * operator of every store and as one of a single store, one request after another. The first requests count too.
 *
 * node --import tsx scripts/screens/main.ts [--eventos 1000000] [--vezes 30] [--only painel] [--keep DIR] [--serve]
 *
 * With `--keep` the database stays in DIR, and the next run finds it there. `--serve` measures nothing: it serves the
 * panel until it is stopped.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { askScreen } from './ask-screen.ts'
import { BUDGET_MS, screensOf } from './screens.ts'
import { seededHub } from './seeded-hub.ts'
import { servedPanel } from './served-panel.ts'

const { values } = parseArgs({
  options: {
    eventos: { type: 'string', default: '1000000' },
    vezes: { type: 'string', default: '30' },
    only: { type: 'string' },
    keep: { type: 'string' },
    serve: { type: 'boolean', default: false },
  },
})
const [eventos, vezes] = [Number(values.eventos), Number(values.vezes)]
if (!(eventos >= 1000 && vezes >= 1))
  throw new Error('--eventos wants 1000 or more, --vezes 1 or more')

await using hub = await seededHub({ eventos, dir: values.keep ?? null })
await using panel = await servedPanel(hub.url)
print(...(await hub.conditions()), `load of the machine before: ${loadavg()[0]?.toFixed(1)}`)
if (values.serve) {
  print(`${panel.origin} with the cookie ${panel.cookies.todas}; Ctrl-C stops it`)
  await new Promise((resolve) => process.once('SIGINT', resolve))
}
print('', `${'screen'.padEnd(34)}${'stores'.padEnd(8)}${' p50 ms  p95 ms  max ms    kB'}`)
let late = 0
for (const { nome, path } of screensOf(hub.known)) {
  if (values.only !== undefined && !nome.includes(values.only)) continue
  for (const [stores, cookie] of Object.entries(panel.cookies)) {
    const { p50, p95, max, bytes } = await askScreen(panel.origin + path, cookie, vezes)
    const figures = [p50, p95, max].map((ms) => ms.toFixed(0).padStart(7)).join(' ')
    const isLate = p95 > BUDGET_MS
    if (isLate) late++
    const size = (bytes / 1024).toFixed(0).padStart(5)
    print(`${nome.padEnd(34)}${stores.padEnd(8)}${figures} ${size}${isLate ? '  late' : ''}`)
  }
}
print(
  '',
  `p95 over ${BUDGET_MS} ms: ${late}; load of the machine after: ${loadavg()[0]?.toFixed(1)}`,
)
process.exitCode = late === 0 ? 0 : 1

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
