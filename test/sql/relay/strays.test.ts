/** When somebody deletes outbox rows by hand, nothing is lost: the sweep makes new rows, and counts them. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload, step } from '../../support/relay/engine.ts'
import { releaseDue } from '../../support/relay/release.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext): Promise<SqlClient> {
  const client = await sqlClient(t, (await testDatabase(t)).url)
  await prepareTenant(client)
  await releaseDue(client)
  return client
}

interface Sweep extends Record<string, unknown> {
  readonly achados: number
  readonly fim: boolean
}

async function sweepStrays(client: SqlClient, limit = 5000, recent = false): Promise<Sweep> {
  const [swept] = await client.rows<Sweep>('select * from relay.sweep_strays($1, $2)', [
    limit,
    recent,
  ])
  if (swept === undefined) throw new Error('sweep_strays returns one row')
  return swept
}

const found = (client: SqlClient, status: string) =>
  client.rows<{ id: string; status: string }>(
    `select e.id, e.status from unnest((select f.ids from search.find_events(p_status => array[$1]) as f)) as i (id)
     join ops.evento as e on e.id = i.id`,
    [status],
  )
const broken = (client: SqlClient) =>
  client.rows('select promessa, exemplos from ops.verify() where falhas > 0')

/** An event of each status that waits, its row deleted; resolves to their statuses by id. */
async function strand(client: SqlClient): Promise<Map<string, string>> {
  await append(client, [
    { externalId: 'MAPA', payload: { ...readyPayload, itens: [{ sku: 'NOVO', quantidade: 1 }] } },
    { externalId: 'ERRO', payload: { ...readyPayload, volume: { peso: 'muito' } } },
    { externalId: 'MORTO', payload: { ...readyPayload, volume: { peso: 'muito' } } },
  ])
  await step(client)
  await client.rows(`
    with morta as (
      update hub.integracao_outbox as o set status = 'MORTO', motivo = null, proxima_tentativa_em = null
      from hub.integracao_evento as e where e.id = o.id and e.external_id = 'MORTO' returning o.id
    )
    update hub.integracao_evento as e set status = 'MORTO' from morta where morta.id = e.id`)
  await client.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await append(client, [{ externalId: 'PARADO', payload: readyPayload }])
  await client.rows(`select tenants.switch_flag(123, 'ML', true, 'teste')`)
  await append(client, [{ externalId: 'RECEBIDO', payload: readyPayload }])
  const rows = await client.rows<{ id: string; status: string }>(
    `select id, status from hub.integracao_evento order by id`,
  )
  await client.rows(`delete from hub.integracao_outbox`)
  return new Map(rows.map(({ id, status }) => [id, status]))
}

test('an event of each status that waits is found by its status, and has its row again', async (t) => {
  const client = await hub(t)
  const stranded = await strand(client)
  assert.deepEqual([...stranded.values()].sort(), [
    'ERRO',
    'ESTACIONADO',
    'MAPEAMENTO',
    'MORTO',
    'RECEBIDO',
  ])
  for (const [id, status] of stranded)
    assert.deepEqual(await found(client, status), [{ id, status }], status)
  assert.equal((await broken(client)).length, 1)

  assert.deepEqual(await sweepStrays(client), { achados: 5, fim: true })
  assert.deepEqual(await broken(client), [])
  assert.deepEqual(await sweepStrays(client), { achados: 0, fim: true })
  assert.deepEqual(
    await client.rows(
      `select e.external_id, o.status from hub.integracao_outbox as o join hub.integracao_evento as e using (id) order by 1`,
    ),
    [
      { external_id: 'ERRO', status: 'PENDENTE' },
      { external_id: 'MAPA', status: 'PENDENTE' },
      { external_id: 'MORTO', status: 'MORTO' },
      { external_id: 'PARADO', status: 'PENDENTE' },
      { external_id: 'RECEBIDO', status: 'PENDENTE' },
    ],
  )
  assert.deepEqual(
    await client.rows(
      `select eventos_achados, avisos_achados, achado_em is not null as em from ops.varredura_fila`,
    ),
    [{ eventos_achados: '5', avisos_achados: '0', em: true }],
  )
  assert.deepEqual(
    await client.rows(
      `select tenant_id, detalhe ->> 'eventos' as n from hub.auditoria where acao = 'fila.repor'`,
    ),
    [{ tenant_id: '123', n: '5' }],
  )
  assert.equal((await step(client)).retidos, 1)
  assert.equal(await client.value(`select count(*) from hub.pedido where status = 'PRONTO'`), '2')
  assert.deepEqual(await broken(client), [])
})

test('a fetch request is fetched again, and a notice is sent unless its sending had begun: then it is INCERTA', async (t) => {
  const client = await hub(t)
  await append(client, [
    { externalId: 'A', payload: readyPayload },
    { externalId: 'B', payload: readyPayload },
  ])
  await drain(client)
  await client.rows(
    `select ingress.append_events('[{"canal":"ML","tenantId":123,"externalId":"/orders/2","tipo":"NOTIFICACAO","marca":"x","recurso":"/orders/2","payload":{}}]')`,
  )
  const [leased] = await client.rows<{ id: string; lock_version: number }>(
    `select id, lock_version from notifications.claim('teste', 1, '1 min')`,
  )
  await client.rows('select notifications.start($1, $2)', [leased?.id, leased?.lock_version])
  await client.rows('delete from hub.integracao_outbox')
  assert.equal((await sweepStrays(client, 5000, true)).achados, 3)
  assert.deepEqual(
    await client.rows(
      `select destino, recurso, status from hub.integracao_outbox order by destino`,
    ),
    [
      { destino: 'ENRIQUECER', recurso: '/orders/2', status: 'PENDENTE' },
      { destino: 'NOTIFICAR', recurso: null, status: 'PENDENTE' },
    ],
  )
  assert.deepEqual(
    await client.rows('select id = $1 as dele, status from hub.notificacao order by status', [
      leased?.id,
    ]),
    [
      { dele: true, status: 'INCERTA' },
      { dele: false, status: 'PENDENTE' },
    ],
  )
  assert.deepEqual(await broken(client), [])
})

test('the round goes on where it was, begins anew at its end, and touches nothing that somebody has', async (t) => {
  const { url } = await testDatabase(t)
  const [client, other] = [await sqlClient(t, url), await sqlClient(t, url)]
  await prepareTenant(client)
  const events = await append(
    client,
    Array.from({ length: 25 }, (_, n) => ({ externalId: `P-${n}`, payload: readyPayload })),
  )
  await client.rows('delete from hub.integracao_outbox where id = any ($1)', [
    [events[3]?.id, events[12]?.id, events[24]?.id],
  ])
  await other.rows('begin')
  await other.rows('select from hub.integracao_evento where id = $1 for update', [events[12]?.id])
  const rounds = []
  for (let n = 0; n < 3; n += 1) rounds.push(await sweepStrays(client, 10))
  assert.deepEqual(rounds, [
    { achados: 1, fim: false },
    { achados: 0, fim: false },
    { achados: 1, fim: true },
  ])
  // Neither an append that has not ended nor a row that a step has right now is a stray.
  await other.rows('commit')
  await other.rows('begin')
  await append(other, [{ externalId: 'Q', payload: readyPayload }])
  assert.equal((await step(other)).falhas.length, 0)
  assert.deepEqual(await sweepStrays(client, 100), { achados: 1, fim: true })
  await other.rows('commit')
  assert.deepEqual(await sweepStrays(client, 100), { achados: 0, fim: true })
  assert.deepEqual(await broken(client), [])
})
