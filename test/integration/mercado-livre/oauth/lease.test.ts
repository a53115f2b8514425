/** What a worker may write of a leased fetch request and until when, and what becomes of requests that wait for an authorization. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EnrichHub, enrichHub } from '../../../support/marketplace/enrich-hub.ts'
import { prepareTenant } from '../../../support/relay/engine.ts'
import { eventually } from '../../../support/eventually.ts'
import { releaseDue } from '../../../support/relay/release.ts'
import { sqlClient } from '../../../support/database/sql-client.ts'

interface Lease {
  readonly id: string
  readonly lock_version: number
}

const claim = async ({ sql }: EnrichHub) => {
  const [lease] = await sql.rows<Lease>(
    `select id, lock_version from mercado_livre.claim('teste/h', 1, '2 min')`,
  )
  return lease!
}

/** Every verdict on a lease that is over; each must say that it wrote nothing. */
async function verdicts({ sql }: EnrichHub, { id, lock_version }: Lease) {
  const lease = [id, lock_version]
  return [
    await sql.value(`select mercado_livre.settle($1, $2, '[]', '[]')`, lease),
    await sql.value(`select mercado_livre.postpone($1, $2, '1 h', 'x', 'teste/h', true)`, lease),
    await sql.value('select mercado_livre.park($1, $2)', lease),
    await sql.value(`select relay.settle_failure($1, $2, null, 'x', 'teste/h', '{}')`, lease),
  ]
}
const nothing = [null, 0, false, null]

const rows = ({ sql }: EnrichHub) =>
  sql.rows(
    'select status, motivo, bloqueado_por, lock_version from hub.integracao_outbox order by id',
  )

const requireAuthorization = ({ sql }: EnrichHub) =>
  sql.rows(`update hub.integracao_conector set status = 'REAUTORIZAR'`)

test('a worker whose lease has ended writes nothing', async (t) => {
  const hub = await enrichHub(t)
  await hub.requestFetch('/orders/1')
  const late = await claim(hub)
  await hub.sql.rows(`update hub.integracao_outbox set bloqueado_ate = now() - interval '1 s'`)
  await hub.sql.rows(`select relay.poll('teste', '{}')`)
  assert.deepEqual(await verdicts(hub, late), nothing)
  const current = await claim(hub)
  assert.equal(current.id, late.id)
  const before = await rows(hub)
  assert.deepEqual(await verdicts(hub, late), nothing)
  assert.deepEqual(await rows(hub), before)
})

test('a lease is settled once: after that it writes nothing', async (t) => {
  const hub = await enrichHub(t)
  await hub.requestFetch('/orders/1')
  const lease = await claim(hub)
  const { id, lock_version } = lease
  await hub.sql.rows(`select mercado_livre.postpone($1, $2, '1 h', 'x', 'teste/h', false)`, [
    id,
    lock_version,
  ])
  const before = await rows(hub)
  assert.deepEqual(await verdicts(hub, lease), nothing)
  assert.deepEqual(await rows(hub), before)
})

test('a seller’s limit postpones that seller’s claimable fetch requests, and no others', async (t) => {
  const hub = await enrichHub(t)
  // Of one lane with tenant 123.
  await prepareTenant(hub.sql, 379)
  await hub.requestFetch('/orders/1')
  const { id, lock_version } = await claim(hub)
  const [dead, parked, held] = await hub.requestFetch(
    '/orders/2',
    '/orders/3',
    '/orders/4',
    '/orders/5',
  )
  await hub.sql.rows(
    `select ingress.append_events('[{"canal":"ML","tenantId":379,"externalId":"/orders/6","tipo":"NOTIFICACAO","marca":"x","recurso":"/orders/6","payload":{}}]')`,
  )
  await hub.sql.rows(`update hub.integracao_outbox set status = 'MORTO' where id = $1`, [dead])
  await hub.sql.rows(
    `update hub.integracao_outbox set status = 'AGUARDANDO', motivo = 'ESTACIONADO' where id = $1`,
    [parked],
  )
  const other = await sqlClient(t, hub.url)
  await other.rows('begin')
  await other.rows('select from hub.integracao_outbox where id = $1 for update', [held])
  await hub.sql.rows(`set lock_timeout = '1 s'`)
  const waits = await hub.sql.value(
    `select mercado_livre.postpone($1, $2, '1 h', 'pausa', 'teste/h', true)`,
    [id, lock_version],
  )
  assert.equal(waits, 2)
  await other.rows('rollback')
  const states = await hub.sql.rows(
    'select recurso, status, motivo, adiamentos, ultimo_erro from hub.integracao_outbox order by recurso',
  )
  assert.deepEqual(
    states.map(({ status, motivo, adiamentos, ultimo_erro }) => [
      status,
      motivo,
      adiamentos,
      ultimo_erro,
    ]),
    [
      ['AGUARDANDO', 'ADIADO', 1, 'pausa'],
      ['MORTO', null, 0, null],
      ['AGUARDANDO', 'ESTACIONADO', 0, null],
      ['PENDENTE', null, 0, null],
      ['AGUARDANDO', 'ADIADO', 1, 'pausa'],
      ['PENDENTE', null, 0, null],
    ],
  )
  assert.deepEqual(await hub.sql.rows('select resultado, tentativa from hub.evento_tentativa'), [
    { resultado: 'ADIADO', tentativa: 0 },
  ])
})

test('a request that waits by itself holds no other back, however often it has waited', async (t) => {
  const hub = await enrichHub(t)
  await hub.requestFetch('/orders/1')
  const { id, lock_version } = await claim(hub)
  await hub.requestFetch('/orders/2')
  await hub.sql.rows('update hub.integracao_outbox set adiamentos = 32000 where id = $1', [id])
  const waits = await hub.sql.value(
    `select mercado_livre.postpone($1, $2, '1 h', 'x', 'teste/h', false)`,
    [id, lock_version],
  )
  assert.equal(waits, 1)
  const times = 'select adiamentos::int from hub.integracao_outbox where id = $1'
  assert.equal(await hub.sql.value(times, [id]), 32_000)
})

test('a fetch request that is to be parked when the seller has just authorized is fetched soon instead', async (t) => {
  const hub = await enrichHub(t)
  await hub.requestFetch('/orders/1')
  const { id, lock_version } = await claim(hub)
  assert.equal(await hub.sql.value('select mercado_livre.park($1, $2)', [id, lock_version]), true)
  const [row] = await hub.sql.rows(
    `select motivo, tentativas, proxima_tentativa_em <= clock_timestamp() + interval '5 s' as soon from hub.integracao_outbox`,
  )
  assert.deepEqual(row, { motivo: 'ADIADO', tentativas: 0, soon: true })
})

for (const [what, parking] of [
  ['a worker', 'select mercado_livre.park($1, $2)'],
  ['a claim', `select from mercado_livre.claim('outro/h', 5, '2 min')`],
] as const) {
  test(`an authorization and a fetch request that ${what} is parking see each other`, async (t) => {
    const hub = await enrichHub(t)
    await hub.requestFetch('/orders/1')
    const lease = what === 'a worker' ? await claim(hub) : null
    await requireAuthorization(hub)
    const [parker, releaser] = [await sqlClient(t, hub.url), await sqlClient(t, hub.url)]
    await parker.rows('begin')
    await parker.rows(parking, lease === null ? [] : [lease.id, lease.lock_version])
    await releaser.rows(
      `select mercado_livre.activate(id, user_id, 'teste') from hub.integracao_conector`,
    )
    assert.equal(await releaseDue(releaser), 0, 'what is being parked is not there yet')
    await parker.rows('commit')
    assert.equal(await releaseDue(releaser, 1000, '2 s'), 1)
    assert.deepEqual(
      (await rows(hub)).map(({ status }) => status),
      ['PENDENTE'],
    )
  })
}

test('an authorization that waits for a refresh holds nobody else back', async (t) => {
  const hub = await enrichHub(t)
  const [refresher, releaser] = [await sqlClient(t, hub.url), await sqlClient(t, hub.url)]
  await refresher.rows('begin')
  await refresher.rows('select mercado_livre.lock_tokens(id) from hub.integracao_conector')
  const released = releaser.value(
    `select mercado_livre.activate(id, user_id, 'teste') from hub.integracao_conector`,
  )
  await eventually(
    async () => (await hub.sql.value(`select count(*)::int from pg_locks where not granted`)) === 1,
    { what: 'the authorization waits for the refresh' },
  )
  await hub.sql.rows(`set lock_timeout = '1 s'`)
  await hub.sql.rows('select relay.share_release_lock()')
  await refresher.rows('commit')
  await released
  assert.equal(await releaseDue(releaser), 0)
})

test('an authorization releases the fetch requests of its own tenant, clears the connector’s reason, and is audited', async (t) => {
  const hub = await enrichHub(t)
  await prepareTenant(hub.sql, 124)
  await hub.sql.rows(`select connectors.save_connector(124, 'ML', '77', null, '999', 'teste')`)
  await hub.sql.rows(
    `update hub.integracao_conector set status = 'REAUTORIZAR', motivo = 'a senha mudou'`,
  )
  await hub.requestFetch('/orders/1')
  await hub.sql.rows(
    `select ingress.append_events('[{"canal":"ML","tenantId":124,"externalId":"/orders/2","tipo":"NOTIFICACAO","marca":"x","recurso":"/orders/2","payload":{}}]')`,
  )
  await hub.round()
  await hub.sql.rows(
    `select mercado_livre.activate(id, user_id, 'Ana') from hub.integracao_conector where tenant_id = 123`,
  )
  await releaseDue(hub.sql)
  const after = await hub.sql.rows(
    `select c.tenant_id::int, c.status, c.motivo, o.status as request
     from hub.integracao_conector as c join hub.integracao_outbox as o using (tenant_id) order by 1`,
  )
  assert.deepEqual(after, [
    { tenant_id: 123, status: 'ATIVO', motivo: null, request: 'PENDENTE' },
    { tenant_id: 124, status: 'REAUTORIZAR', motivo: 'a senha mudou', request: 'AGUARDANDO' },
  ])
  const noted = await hub.sql.rows(
    `select ator, tenant_id::int from hub.auditoria where acao = 'conector.autorizado'`,
  )
  assert.deepEqual(noted, [{ ator: 'Ana', tenant_id: 123 }])
})
