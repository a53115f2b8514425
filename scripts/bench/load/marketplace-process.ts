/**
 * Runs the sandbox marketplace with orders that are ready for pick-up. Every answer takes the chosen time. Another
 * address lists the orders and the times of requests. Reads its settings from MARKETPLACE, as JSON.
 */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { startSandbox } from '../../sandbox/sandbox.ts'
import type { Arrivals, MarketplaceSettings } from './marketplace.ts'

const { application, sellerId, orders, answerMs } = JSON.parse(
  process.env['MARKETPLACE'] ?? '',
) as MarketplaceSettings
const times: number[] = []
const asked = new Map<string, number>()

const sandbox = await startSandbox({
  application,
  sellerId,
  nowMs: () => Date.now(),
  // It posts no resource notifications: the measuring program stores the fetch requests.
  habits: { copies: 0 },
  post: () => Promise.resolve(0),
  onRequest(path) {
    if (!/^\/(orders|shipments)\//.test(path)) return
    times.push(performance.timeOrigin + performance.now())
    asked.set(path, (asked.get(path) ?? 0) + 1)
  },
})
for (let n = 0; n < orders; n++) {
  const placed = sandbox.truth.place([
    {
      sellerId,
      items: [{ sku: 'ABC-1', quantity: 2 }],
      buyer: { firstName: 'Maria', lastName: 'Silva', doc: '12345678909' },
    },
  ])
  placed.forEach((order) => sandbox.truth.pay(order))
  sandbox.truth.move(sandbox.truth.ship(placed), 'ready_to_ship', 'ready_to_print')
}
sandbox.faults.delay(answerMs)

const app = new Hono()
app.get('/orders', (c) => c.json([...sandbox.truth.orders.keys()]))
app.delete('/arrivals', (c) => {
  times.length = 0
  asked.clear()
  return c.body(null, 204)
})
app.get('/arrivals', (c) => {
  const repeated = times.length - asked.size
  return c.json({ times, repeated } satisfies Arrivals)
})
const ledger = serve(
  { fetch: app.fetch, port: 0, hostname: '127.0.0.1' },
  ({ port }: AddressInfo) =>
    process.stdout.write(JSON.stringify({ url: sandbox.url, ledger: `http://127.0.0.1:${port}` })),
)
process.once('SIGTERM', () => {
  ledger.close()
  if ('closeAllConnections' in ledger) ledger.closeAllConnections()
  void sandbox.stop()
})
