/** The sweep over the orders that have changed: its windows, and what it asks for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EnrichHub, enrichHub } from '../../../support/marketplace/enrich-hub.ts'
import { json, order, usualAnswers } from '../../../support/marketplace/marketplace-answers.ts'

const ORDER = `/orders/${order.id}`
const requests = ({ sql }: EnrichHub) =>
  sql.rows(
    `select external_id, status, origem from hub.integracao_evento where tipo = 'NOTIFICACAO' order by id`,
  )

const result = (id: number, last_updated = '2026-09-27T12:05:00.000-04:00') => ({
  id,
  last_updated,
})
const searched = ({ marketplace }: EnrichHub) =>
  marketplace.received
    .map(({ url }) => new URL(url ?? '', 'http://x'))
    .filter(({ pathname }) => pathname === '/orders/search')
    .map(({ searchParams }) => ({
      from: new Date(searchParams.get('order.date_last_updated.from') ?? ''),
      to: new Date(searchParams.get('order.date_last_updated.to') ?? ''),
      offset: Number(searchParams.get('offset')),
    }))

test('the sweep finds what was not read in that version, and asks for it once', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers({
    '/orders/search': json({
      results: [result(Number(order.id))],
      paging: { total: 1, offset: 0, limit: 50 },
    }),
  })
  await hub.sync.run('VARREDURA')
  await hub.round()
  await hub.sync.run('VARREDURA')
  assert.deepEqual(await requests(hub), [
    { external_id: ORDER, status: 'PROCESSADO', origem: 'VARREDURA' },
  ])
})

test('windows of the sweep are whole hours and overlap by one', async (t) => {
  const hub = await enrichHub(t)
  const nothing = json({ results: [], paging: { total: 0 } })
  hub.marketplace.answer = usualAnswers({ '/orders/search': nothing })
  await hub.sync.run('VARREDURA')
  await hub.sync.run('VARREDURA')
  const [first, second] = searched(hub)
  for (const { from, to } of [first!, second!]) {
    assert.equal(from.getTime() % 3_600_000, 0)
    assert.equal(to.getTime() % 3_600_000, 0)
    assert.ok(to.getTime() > Date.now() + 3_600_000 - 1000)
  }
  const ate = await hub.sql.value<Date>(`select min(iniciado_em) from hub.conector_sincronismo`)
  assert.ok(second!.from.getTime() <= ate.getTime() - 3_600_000 + 60_000)
  assert.ok(second!.from.getTime() > ate.getTime() - 3 * 3_600_000)
})

test('a window of a thousand orders and more is halved until each part is complete', async (t) => {
  const hub = await enrichHub(t)
  // 75 orders an hour, of which no more than a thousand rows are shown.
  hub.marketplace.answer = (response) => {
    const { from, to, offset } = searched(hub).at(-1)!
    const hours = (to.getTime() - from.getTime()) / 3_600_000
    const first = from.getTime() / 3_600_000
    const total = hours * 75
    const results = Array.from(
      { length: Math.max(0, Math.min(50, Math.min(total, 1000) - offset)) },
      (_, n) => result(Math.floor(first) * 75 + offset + n),
    )
    json({ results, paging: { total } })(response)
  }
  const [report] = await hub.sync.run('VARREDURA')
  const { from } = searched(hub)[0]!
  const { to } = searched(hub)[0]!
  const all = ((to.getTime() - from.getTime()) / 3_600_000) * 75
  assert.deepEqual(
    { ...report?.end, ate: null },
    { kind: 'done', ate: null, vistos: all, novos: all, deFora: 0 },
  )
  assert.ok(all > 1900)
})

test('orders of an hour beyond a thousand are reported', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = (response) => {
    const { from, to, offset } = searched(hub).at(-1)!
    const isCrowded = from.getTime() % 86_400_000 === 0 || to.getTime() - from.getTime() > 3_600_000
    const total = isCrowded ? 1200 : 0
    const shown = Math.max(0, Math.min(50, Math.min(total, 1000) - offset))
    const results = Array.from({ length: shown }, (_, n) => result(from.getTime() + offset + n))
    json({ results, paging: { total } })(response)
  }
  const [report] = await hub.sync.run('VARREDURA')
  assert.ok(report?.end.kind === 'done' && report.end.deFora! >= 200)
  assert.ok(hub.lines.some((line) => line.includes('"level":"warn"') && line.includes('deFora')))
})

test('after a page that fails the next run looks at the whole window again', async (t) => {
  const hub = await enrichHub(t)
  let pages = 0
  hub.marketplace.answer = usualAnswers({
    '/orders/search': (response) => {
      pages++
      if (pages === 2) response.writeHead(500).end()
      else json({ results: [result(pages)], paging: { total: 2 } })(response)
    },
  })
  const [report] = await hub.sync.run('VARREDURA')
  assert.equal(report?.end.kind, 'failed')
  const [noted] = await hub.sql.rows('select ate, erro from hub.conector_sincronismo')
  assert.deepEqual(noted, { ate: null, erro: 'respondeu 500' })
  const before = searched(hub)[0]!
  await hub.sync.run('VARREDURA')
  assert.equal(searched(hub)[2]!.from.getTime(), before.from.getTime())
  assert.equal(await hub.sql.value('select erro from hub.conector_sincronismo'), null)
})
