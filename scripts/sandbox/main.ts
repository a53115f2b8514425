/** The sandbox as a program: a marketplace with new orders, faster than the real one, until it is stopped. */
import { parseArgs } from 'node:util'
import { createLives } from './lives.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9090' },
    notify: { type: 'string' },
    'client-id': { type: 'string', default: '5503910054141466' },
    'client-secret': { type: 'string', default: 'segredo-da-demonstracao' },
    seller: { type: 'string', default: '468424240' },
    'orders-per-minute': { type: 'string', default: '6' },
    scale: { type: 'string', default: '60' },
  },
})

const scale = Number(values.scale)
const perMinute = Number(values['orders-per-minute'])
const startedAt = Date.now()
const nowMs = () => startedAt + (Date.now() - startedAt) * scale
const tell = (text: string) => process.stdout.write(`${text}\n`)

/** The marketplace waits half a second for a 200. */
async function post(body: string): Promise<number> {
  if (values.notify === undefined) return 0
  try {
    const headers = { 'content-type': 'application/json' }
    const signal = AbortSignal.timeout(500)
    const answer = await fetch(values.notify, { method: 'POST', body, headers, signal })
    await answer.body?.cancel()
    return answer.status
  } catch {
    return 0
  }
}

const sandbox: Sandbox = await startSandbox({
  application: { clientId: values['client-id'], clientSecret: values['client-secret'] },
  sellerId: values.seller,
  nowMs,
  post,
  habits: { lost: 0.02, late: 0.05, repeated: 0.1 },
  port: Number(values.port),
})
// An order that the application may not read: its fetch request is dead at once, as it is at the real one.
sandbox.faults.add({ path: '/orders/999', kind: '403 policy' })
const lives = createLives(sandbox.truth, sandbox.random)
tell(
  `Mercado Livre de teste em ${sandbox.url}: ${perMinute} compras por minuto, ${scale} vezes mais rápido.`,
)

let planned = 0
let busy = false
const timer = setInterval(() => {
  const wanted = Math.floor(((Date.now() - startedAt) / 60_000) * perMinute) + 1
  for (; planned < wanted; planned++) lives.plan(values.seller, nowMs())
  for (const what of lives.until(nowMs())) tell(`· ${what}`)
  if (busy) return
  busy = true
  void sandbox.notices.send().finally(() => (busy = false))
}, 500)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    clearInterval(timer)
    void sandbox.stop()
  })
}
