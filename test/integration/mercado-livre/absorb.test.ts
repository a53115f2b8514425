/** One fetch for all that waits for a resource, and what such a fetch must leave alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EnrichHub, enrichHub } from '../../support/marketplace/enrich-hub.ts'
import { prepareTenant } from '../../support/relay/engine.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const ORDER = '/orders/1'

/** Leases one row a resource, as a worker that has room for `limit`. */
const claim = async ({ sql }: EnrichHub, limit = 16) =>
  (
    await sql.rows<{ id: string }>(
      `select id from mercado_livre.claim('teste/h', $1, '2 min') order by id`,
      [limit],
    )
  ).map(({ id }) => id)

const change = ({ sql }: EnrichHub, id: string | undefined, set: string) =>
  sql.rows(`update hub.integracao_outbox set ${set} where id = $1`, [id])

const events = ({ sql }: EnrichHub) =>
  sql.rows(
    `select status, duplicado_de as de, processed_at is not null as feito from hub.integracao_evento order by id`,
  )

test('what waits for a retry, was postponed, is dead or did not fit in the batch is served by the same fetch', async (t) => {
  const hub = await enrichHub(t)
  const [retry, postponed, dead] = await hub.requestFetch(ORDER, ORDER, ORDER)
  await change(hub, dead, `status = 'MORTO', reprocess_id = gen_random_uuid()`)
  await change(
    hub,
    retry,
    `status = 'AGUARDANDO', motivo = 'RETRY', proxima_tentativa_em = now() + interval '1 h'`,
  )
  await change(
    hub,
    postponed,
    `status = 'AGUARDANDO', motivo = 'ADIADO', proxima_tentativa_em = now() + interval '1 h'`,
  )
  await hub.sql.rows(`update hub.integracao_evento set error_msg = 'antes'`)
  const [leased] = await hub.requestFetch(ORDER, ORDER)
  assert.deepEqual(await claim(hub, 1), [leased])
  const duplicate = { status: 'DUPLICADO', de: leased, feito: true }
  const kept = { status: 'RECEBIDO', de: null, feito: false }
  assert.deepEqual(await events(hub), [duplicate, duplicate, duplicate, kept, duplicate])
  assert.equal(await hub.sql.value('select count(*)::int from hub.integracao_outbox'), 1)
  assert.equal(
    await hub.sql.value(
      'select count(*)::int from hub.integracao_evento where error_msg is not null',
    ),
    0,
  )
})

test('rows that are leased to another worker, parked, or asked for by a person are left alone', async (t) => {
  const hub = await enrichHub(t)
  const [plain, leased, paused, parked, asked] = await hub.requestFetch(
    ...Array.from({ length: 5 }, () => ORDER),
  )
  await change(
    hub,
    leased,
    `status = 'EM_ANDAMENTO', bloqueado_por = 'outro/h', bloqueado_ate = now() + interval '1 h'`,
  )
  await change(hub, paused, `status = 'AGUARDANDO', motivo = 'ESTACIONADO'`)
  await change(hub, parked, `status = 'AGUARDANDO', motivo = 'REAUTORIZAR'`)
  await change(hub, asked, 'reprocess_id = gen_random_uuid()')
  assert.deepEqual(await claim(hub), [plain, asked])
  const kept = { status: 'RECEBIDO', de: null, feito: false }
  assert.deepEqual(await events(hub), Array(5).fill(kept))
  assert.equal(await hub.sql.value('select count(*)::int from hub.integracao_outbox'), 5)
})

test('rows that another worker holds are neither waited for nor taken', async (t) => {
  const hub = await enrichHub(t)
  const [retry, plain] = await hub.requestFetch(ORDER, ORDER)
  await change(
    hub,
    retry,
    `status = 'AGUARDANDO', motivo = 'RETRY', proxima_tentativa_em = now() + interval '1 h'`,
  )
  const other = await sqlClient(t, hub.url)
  await other.rows('begin')
  await other.rows('select from hub.integracao_outbox where id = $1 for update', [retry])
  await hub.sql.rows(`set lock_timeout = '1 s'`)
  assert.deepEqual(await claim(hub), [plain])
  await other.rows('rollback')
  assert.equal(
    await hub.sql.value('select status from hub.integracao_outbox where id = $1', [retry]),
    'AGUARDANDO',
  )
})

test('one resource of two sellers is two fetches', async (t) => {
  const hub = await enrichHub(t)
  await prepareTenant(hub.sql, 124)
  await hub.sql.rows(`select connectors.save_connector(124, 'ML', '77', null, '999', 'teste')`)
  const [mine] = await hub.requestFetch(ORDER)
  const theirs = await hub.sql.value<string>(
    `select evento_id from ingress.append_events('[{"canal":"ML","tenantId":124,"externalId":"/orders/1","tipo":"NOTIFICACAO","marca":"x","recurso":"/orders/1","payload":{}}]')`,
  )
  await change(
    hub,
    theirs,
    `status = 'AGUARDANDO', motivo = 'RETRY', proxima_tentativa_em = now() + interval '1 h'`,
  )
  assert.deepEqual(await claim(hub), [mine])
  await change(hub, theirs, `status = 'PENDENTE', motivo = null, proxima_tentativa_em = null`)
  assert.deepEqual(await claim(hub), [theirs])
})

for (const missing of [
  `status = 'REAUTORIZAR'`,
  `status = 'DESATIVADO'`,
  'user_id = null',
  'client_id = null',
]) {
  test(`fetch requests of a seller without a usable connector wait, and are not leased: ${missing}`, async (t) => {
    const hub = await enrichHub(t)
    await hub.requestFetch(ORDER)
    await hub.sql.rows(`update hub.integracao_conector set ${missing}`)
    assert.deepEqual(await claim(hub), [])
    assert.deepEqual(
      await hub.sql.rows('select status, motivo, bloqueado_por from hub.integracao_outbox'),
      [{ status: 'AGUARDANDO', motivo: 'REAUTORIZAR', bloqueado_por: null }],
    )
  })
}
