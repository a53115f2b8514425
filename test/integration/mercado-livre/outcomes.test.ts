/** What becomes of a fetch request whose answer is a refusal, a limit, or another seller's resource. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EnrichHub, enrichHub } from '../../support/marketplace/enrich-hub.ts'
import {
  json,
  order,
  orderBody,
  usualAnswers,
} from '../../support/marketplace/marketplace-answers.ts'

const ORDER = `/orders/${order.id}`

const statuses = async ({ sql }: EnrichHub) =>
  (
    await sql.rows(
      `select status from hub.integracao_evento where tipo = 'NOTIFICACAO' order by id`,
    )
  ).map(({ status }) => status)

const rows = ({ sql }: EnrichHub) =>
  sql.rows('select status, motivo, tentativas, adiamentos from hub.integracao_outbox order by id')

test('an order of another seller is not stored, and its fetch request is dead', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers({ [ORDER]: json(orderBody({ seller: { id: 1 } })) })
  await hub.requestFetch(ORDER)
  await hub.round()
  assert.deepEqual(hub.outcomes, ['MORTO'])
  assert.equal(await hub.sql.value<string>('select count(*) from hub.pedido'), '0')
  assert.deepEqual(await statuses(hub), ['MORTO'])
})

test('what each answer of the marketplace does to a fetch request', async (t) => {
  const policy = {
    blocked_by: 'PolicyAgent',
    code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
    status: 403,
  }
  const cases = [
    [
      '404',
      json({ message: 'order_not_found' }, 404),
      { status: 'AGUARDANDO', motivo: 'RETRY', tentativas: 1, adiamentos: 0 },
    ],
    ['403', json(policy, 403), { status: 'MORTO', motivo: null, tentativas: 1, adiamentos: 0 }],
    [
      '400',
      json({ message: 'invalid_order_id' }, 400),
      { status: 'MORTO', motivo: null, tentativas: 1, adiamentos: 0 },
    ],
    ['500', json({}, 500), { status: 'AGUARDANDO', motivo: 'RETRY', tentativas: 1, adiamentos: 0 }],
    [
      '429',
      json({}, 429),
      { status: 'AGUARDANDO', motivo: 'ADIADO', tentativas: 0, adiamentos: 1 },
    ],
    [
      'no order',
      json({ a: 1 }),
      { status: 'AGUARDANDO', motivo: 'RETRY', tentativas: 1, adiamentos: 0 },
    ],
  ] as const
  for (const [name, answer, expected] of cases) {
    await t.test(name, async (each) => {
      const hub = await enrichHub(each)
      hub.marketplace.answer = usualAnswers({ [ORDER]: answer })
      await hub.requestFetch(ORDER)
      await hub.round()
      assert.deepEqual(await rows(hub), [expected])
    })
  }
})

test('a 429 holds all of a seller’s fetch requests for as long as it says', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = (response) => response.writeHead(429, { 'retry-after': '120' }).end()
  await hub.requestFetch(ORDER, '/orders/1', '/orders/2')
  await hub.round()
  assert.deepEqual(
    (await rows(hub)).map(({ motivo, tentativas }) => [motivo, tentativas]),
    [
      ['ADIADO', 0],
      ['ADIADO', 0],
      ['ADIADO', 0],
    ],
  )
  const asked = hub.marketplace.received.length
  await hub.requestFetch('/orders/3')
  await hub.round()
  assert.equal(hub.marketplace.received.length, asked)
  const waits = await hub.sql.rows<{ s: number }>(
    'select extract(epoch from proxima_tentativa_em - clock_timestamp())::float8 as s from hub.integracao_outbox',
  )
  for (const { s } of waits) assert.ok(s > 100 && s <= 120, `${s} s`)
})

test('a seller that must authorize again: fetch requests are parked, not spent', async (t) => {
  const reauthorize = () => Promise.resolve({ kind: 'reauthorize' } as const)
  const hub = await enrichHub(t, {
    tokens: { of: reauthorize, renew: reauthorize, refused: reauthorize },
  })
  await hub.requestFetch(ORDER)
  await hub.sql.rows(`update hub.integracao_conector set status = 'REAUTORIZAR'`)
  await hub.round()
  assert.deepEqual(await rows(hub), [
    { status: 'AGUARDANDO', motivo: 'REAUTORIZAR', tentativas: 0, adiamentos: 0 },
  ])
  assert.deepEqual(await statuses(hub), ['ESTACIONADO'])
  assert.deepEqual(hub.marketplace.received, [])
})

test('nothing is asked for a tenant whose flag is off', async (t) => {
  const hub = await enrichHub(t)
  await hub.requestFetch(ORDER)
  await hub.sql.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await hub.round()
  assert.deepEqual(await statuses(hub), ['ESTACIONADO'])
  assert.deepEqual(hub.marketplace.received, [])
})
