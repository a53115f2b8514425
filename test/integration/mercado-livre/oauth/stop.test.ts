/** A process that stops while the marketplace is being asked. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrichHub } from '../../../support/marketplace/enrich-hub.ts'
import { eventually } from '../../../support/eventually.ts'
import { json, orderBody } from '../../../support/marketplace/marketplace-answers.ts'

test('a request that a stopping process gives up spends no attempt, opens no breaker, and is fetched by the next process at once', async (t) => {
  const hub = await enrichHub(t, { failures: 5, timeoutMs: 5000 })
  const stopping = new AbortController()
  const process = await hub.enricher({ failures: 5, timeoutMs: 5000 })
  hub.marketplace.answer = () => {}
  await hub.requestFetch(...Array.from({ length: 20 }, (_, n) => `/orders/${n + 1}`))
  const round = process.round('teste/h', stopping.signal)
  await eventually(() => hub.marketplace.received.length === 16, {
    what: 'as many as fit are asked',
  })
  stopping.abort()
  assert.equal(await round, 16)
  assert.deepEqual(new Set(hub.outcomes), new Set(['ADIADO']))
  assert.ok(!hub.lines.some((line) => line.includes('breaker')))
  const [left] = await hub.sql.rows(
    `select sum(tentativas)::int as spent, count(*)::int as total,
       count(*) filter (where status = 'PENDENTE' or proxima_tentativa_em <= clock_timestamp())::int as due
     from hub.integracao_outbox`,
  )
  assert.deepEqual(left, { spent: 0, total: 20, due: 20 })

  hub.marketplace.answer = (response, path) =>
    json(orderBody({ id: Number(path.split('/').at(-1)), shipping: null }))(response)
  await hub.sql.rows(`select relay.poll('teste', '{}')`)
  const next = await hub.enricher()
  assert.equal(await next.round('outro/h', new AbortController().signal), 20)
})

test('a stopping process does not wait for a request’s turn', async (t) => {
  const hub = await enrichHub(t)
  const slow = await hub.enricher({ perApplication: 1, perSeller: 1 })
  const stopping = new AbortController()
  hub.marketplace.answer = () => stopping.abort()
  await hub.requestFetch(...Array.from({ length: 16 }, (_, n) => `/orders/${n + 1}`))
  const startedAt = performance.now()
  await slow.round('teste/h', stopping.signal)
  assert.ok(
    performance.now() - startedAt < 8000,
    'sixteen turns would have taken a quarter of a minute',
  )
  assert.deepEqual(new Set(hub.outcomes), new Set(['ADIADO']))
})
