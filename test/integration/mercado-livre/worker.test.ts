/** What a worker does when the database or its lease fails in the middle of a fetch. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrichHub } from '../../support/marketplace/enrich-hub.ts'
import { eventually } from '../../support/eventually.ts'
import {
  json,
  order,
  orderBody,
  usualAnswers,
} from '../../support/marketplace/marketplace-answers.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const ORDER = `/orders/${order.id}`

for (const [what, status] of [
  ['an order', 200],
  ['nothing yet', 204],
  ['a pause', 429],
  ['a failure', 500],
  ['a refusal', 403],
] as const) {
  test(`a lease that ran out meanwhile: ${what} is not written down`, async (t) => {
    const hub = await enrichHub(t)
    const usual = usualAnswers()
    hub.marketplace.answer = (response, path) => {
      void hub.sql
        .rows('update hub.integracao_outbox set lock_version = 7')
        .then(() => (status === 200 ? usual : json({}, status))(response, path))
    }
    await hub.requestFetch(ORDER)
    await hub.round()
    assert.deepEqual(hub.outcomes, ['PERDIDO'])
    assert.deepEqual(
      await hub.sql.rows('select status, lock_version, tentativas from hub.integracao_outbox'),
      [{ status: 'EM_ANDAMENTO', lock_version: 7, tentativas: 0 }],
    )
  })
}

test('what was fetched is stored although the database ends the connection meanwhile', async (t) => {
  const hub = await enrichHub(t)
  const other = await sqlClient(t, hub.url)
  hub.marketplace.answer = usualAnswers({
    [`/shipments/${order.envio}`]: (response) => {
      void other
        .rows('begin')
        .then(() => other.rows('select from hub.integracao_outbox for update'))
        .then(() => response.writeHead(404).end())
    },
  })
  await hub.requestFetch(ORDER)
  const round = hub.round()
  const blocked = `select pid from pg_locks where not granted`
  await eventually(async () => (await hub.sql.rows(blocked)).length === 1, {
    what: 'the verdict waits',
  })
  await hub.sql.rows(`select pg_terminate_backend(pid) from (${blocked}) as b`)
  await other.rows('rollback')
  await round
  assert.deepEqual(hub.outcomes, ['ADIADO'], 'its shipment is asked for again')
  assert.equal(
    await hub.sql.value(
      `select count(*)::int from hub.integracao_evento where tipo = 'ORDER_UPDATED'`,
    ),
    1,
  )
})

test('a fetch request whose outcome can’t be stored spends an attempt, and the others go on', async (t) => {
  const hub = await enrichHub(t)
  await hub.sql.rows('revoke execute on function mercado_livre.settle from hub_service')
  hub.marketplace.answer = usualAnswers()
  await hub.requestFetch(ORDER, '/orders/404')
  assert.equal(await hub.round(), 2)
  assert.deepEqual(hub.outcomes, ['FALHA', 'FALHA'])
  assert.deepEqual(
    await hub.sql.rows(
      'select status, motivo, tentativas from hub.integracao_outbox where recurso = $1',
      [ORDER],
    ),
    [{ status: 'AGUARDANDO', motivo: 'RETRY', tentativas: 1 }],
  )
})

test('a pause of the seller holds back what was not claimed yet, too', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = json({}, 429)
  await hub.requestFetch(...Array.from({ length: 40 }, (_, n) => `/orders/${n + 1}`))
  assert.equal(await hub.round(), 16)
  const states = 'select motivo, count(*)::int from hub.integracao_outbox group by motivo'
  assert.deepEqual(await hub.sql.rows(states), [{ motivo: 'ADIADO', count: 40 }])
})

test('a fetch request that comes while another is answered slowly does not wait for it', async (t) => {
  const hub = await enrichHub(t, { timeoutMs: 30_000 })
  const slow = Promise.withResolvers<() => void>()
  hub.marketplace.answer = usualAnswers({
    '/orders/1': (response) => slow.resolve(() => json({}, 404)(response)),
  })
  await hub.requestFetch('/orders/1')
  const round = hub.round()
  const answer = await slow.promise
  await hub.requestFetch(ORDER)
  await eventually(() => hub.outcomes.includes('CONCLUIDO'), { what: 'the other one is fetched' })
  answer()
  assert.equal(await round, 2)
  assert.deepEqual(hub.outcomes, ['CONCLUIDO', 'FALHA'])
})

test('text that the database can’t hold is replaced, and nothing else of the answer is lost', async (t) => {
  const hub = await enrichHub(t)
  const buyer = { first_name: 'Maria\0', last_name: 'Silva' }
  hub.marketplace.answer = usualAnswers({ [ORDER]: json(orderBody({ shipping: null, buyer })) })
  await hub.requestFetch(ORDER)
  await hub.round()
  assert.deepEqual(hub.outcomes, ['CONCLUIDO'])
  assert.deepEqual(
    await hub.sql.rows(
      `select payload_json #>> '{destinatario,nome}' as nome
      from hub.integracao_evento where tipo = 'ORDER_UPDATED'`,
    ),
    [{ nome: 'Maria\uFFFD Silva' }],
  )
})
