/** What people do with dead rows (requeue, discard) and with uncertain notices (decide). All of it is audited. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import {
  deadEvent,
  deadNotice,
  twoTenants,
  uncertainNotice,
  waitingNotice,
} from '../../support/relay/dead-rows.ts'
import { append, drain, readyPayload } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext): Promise<SqlClient> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await twoTenants(client)
  return client
}

interface Act {
  readonly motivo?: string
  readonly tenants?: string | null
  readonly chave?: string | null
}

const act =
  (name: 'requeue_dead' | 'discard') =>
  (
    client: SqlClient,
    id: string,
    { motivo = 'porque sim', tenants = null, chave = null }: Act = {},
  ) =>
    client.value<string | null>(`select relay.${name}($1, $2, 'ana', $3, $4)`, [
      id,
      motivo,
      tenants,
      chave,
    ])
const requeue = act('requeue_dead')
const discard = act('discard')

const lastAudit = async (client: SqlClient) =>
  (
    await client.rows(
      'select ator, acao, objeto, objeto_id, motivo, detalhe from hub.auditoria order by id desc limit 1',
    )
  )[0]!

const noneBroken = async (client: SqlClient) =>
  assert.deepEqual(await client.rows('select * from ops.verify() where falhas > 0'), [])

test('a dead event goes back to the queue as a reprocess, and its effect comes', async (t) => {
  const client = await hub(t)
  const id = await deadEvent(client, 'A')
  const chave = randomUUID()
  assert.equal(await requeue(client, id, { chave }), chave)
  assert.equal(await requeue(client, id, { chave }), chave, 'a second click')
  assert.equal(await drain(client), 1)
  assert.equal(await requeue(client, id, { chave }), chave, 'the page is sent again')
  assert.equal(await client.value(`select status from hub.integracao_evento`), 'REPROCESSADO')
  const { acao, detalhe } = await lastAudit(client)
  assert.deepEqual(
    [acao, detalhe],
    ['evento.reprocessar', { reprocessId: chave, statusAnterior: 'MORTO' }],
  )
  await noneBroken(client)
})

test('a requeued dead notice has all its attempts again, and lies above every low-water mark', async (t) => {
  const client = await hub(t)
  const id = await deadNotice(client, 'A')
  const before = await client.value<string>('select xid from hub.integracao_outbox where id = $1', [
    id,
  ])
  await requeue(client, id)
  const [row] = await client.rows(
    'select status, tentativas, ultimo_erro, xid::text::bigint > $2::bigint as later from hub.integracao_outbox where id = $1',
    [id, before],
  )
  assert.deepEqual(row, { status: 'PENDENTE', tentativas: 0, ultimo_erro: null, later: true })
  assert.deepEqual(await client.rows('select status, erro, iniciada_em from hub.notificacao'), [
    { status: 'PENDENTE', erro: null, iniciada_em: null },
  ])
  assert.equal((await client.rows(`select * from notifications.claim('w', 10, '1 min')`)).length, 1)
  await noneBroken(client)
})

test('a discarded event leaves the queue and is IGNORADO, its row is in the audit, and only force brings it back', async (t) => {
  const client = await hub(t)
  const id = await deadEvent(client, 'A')
  const chave = randomUUID()
  assert.equal(await discard(client, id, { chave }), 'IGNORADO')
  assert.equal(await discard(client, id, { chave }), 'IGNORADO', 'a second click')
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 0)
  const [event] = await client.rows<{ error_msg: string }>(
    'select status, error_msg from hub.integracao_evento',
  )
  assert.match(event!.error_msg, /^descartado: valor/)
  const { acao, motivo, detalhe } = await lastAudit(client)
  assert.deepEqual([acao, motivo], ['outbox.descartar', 'porque sim'])
  const { linha } = detalhe as { linha: Record<string, unknown> }
  assert.deepEqual(
    [linha['status'], linha['tentativas'], linha['destino']],
    ['MORTO', 1, 'PROCESSAR'],
  )
  assert.ok(!JSON.stringify(detalhe).includes('12345678909'))
  await noneBroken(client)
  const again = (force: boolean) =>
    client.rows(`select relay.reprocess($1, 'engano', 'ana', null, null, $2)`, [id, force])
  await assert.rejects(again(false), { code: 'HB409', message: /descartado/ })
  await again(true)
  assert.equal(await drain(client), 1)
  assert.equal(await client.value('select status from hub.integracao_evento'), 'REPROCESSADO')
  await noneBroken(client)
})

test('an event of a type that nobody knows is not brought back by force', async (t) => {
  const client = await hub(t)
  await client.rows(
    `select * from ingress.append_events('[{"canal":"ML","tenantId":123,"externalId":"A","tipo":"NOVO","ignorar":true,"payload":{}}]')`,
  )
  await assert.rejects(
    client.rows(`select relay.reprocess(id, 'x', 'ana') from hub.integracao_evento`),
    { code: 'HB409' },
  )
})

test('discarding another try of an event leaves the effect that it had', async (t) => {
  const client = await hub(t)
  const [event] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  await drain(client)
  await client.rows(`select relay.reprocess($1, 'x', 'ana')`, [event!.id])
  await client.rows(`select relay.settle_failure($1, null, '22P02', 'erro', 'teste', '{}')`, [
    event!.id,
  ])
  assert.equal(await discard(client, event!.id), 'PROCESSADO')
  await noneBroken(client)
})

test('a discarded notice is CANCELADA, keeps its error, and the audit has no word of its text', async (t) => {
  const client = await hub(t)
  const id = await deadNotice(client, 'A')
  await client.rows(`update hub.notificacao set texto = 'Olá, Maria!'`)
  assert.equal(await discard(client, id), 'CANCELADA')
  assert.deepEqual(await client.rows('select status, erro from hub.notificacao'), [
    { status: 'CANCELADA', erro: 'número inválido' },
  ])
  const { objeto, detalhe } = await lastAudit(client)
  assert.equal(objeto, 'notificacao')
  assert.ok(!JSON.stringify(detalhe).includes('Maria'))
  await noneBroken(client)
})

for (const [name, call] of [
  ['requeued', requeue],
  ['discarded', discard],
] as const) {
  test(`only a dead row of one's own tenants is ${name}, with a reason`, async (t) => {
    const client = await hub(t)
    const dead = await deadEvent(client, 'A', 124)
    const notice = await waitingNotice(client, 'B')
    await assert.rejects(call(client, dead, { tenants: '{123}' }), { code: 'HB404' })
    await assert.rejects(call(client, dead, { motivo: ' ' }), { code: 'HB422' })
    await assert.rejects(call(client, notice), { code: 'HB409', message: /PENDENTE/ })
    await assert.rejects(call(client, '99999999'), { code: 'HB404' })
    assert.equal(
      await client.value('select status from hub.integracao_outbox where id = $1', [dead]),
      'MORTO',
    )
    await call(client, dead, { tenants: '{123,124}' })
  })
}

test('a person decides what became of an uncertain notice, and only of such a one', async (t) => {
  const client = await hub(t)
  const resolve = (
    id: string,
    sent: boolean | null,
    { motivo = 'liguei', tenants = null, chave = null }: Act = {},
  ) =>
    client.value(`select notifications.resolve_uncertain($1, $2, $3, 'ana', $4, $5)`, [
      id,
      sent,
      motivo,
      tenants,
      chave,
    ])
  const sent = await uncertainNotice(client, 'A')
  await assert.rejects(resolve(sent, true, { motivo: '' }), { code: 'HB422' })
  await assert.rejects(resolve(sent, null), { code: 'HB422' })
  await assert.rejects(resolve(sent, true, { tenants: '{124}' }), { code: 'HB404' })
  const chave = randomUUID()
  assert.equal(await resolve(sent, true, { chave }), 'ENVIADA')
  assert.equal(await resolve(sent, true, { chave }), 'ENVIADA', 'a second click')
  await assert.rejects(resolve(sent, false), { code: 'HB409', message: /ENVIADA/ })

  const lost = await uncertainNotice(client, 'B')
  assert.equal(await resolve(lost, false), 'FALHOU')
  assert.deepEqual((await lastAudit(client))['acao'], 'notificacao.resolver')
  const order = await client.value(`select pedido_id from hub.notificacao where id = $1`, [lost])
  await client.rows(`select notifications.resend($1, 'não saiu', 'ana')`, [order])
  assert.equal(
    await client.value(
      `select count(*)::int from hub.notificacao where pedido_id = $1 and status = 'PENDENTE'`,
      [order],
    ),
    1,
  )
  await noneBroken(client)
})

test('a dead notice is not given back when its order is gone, or another notice may reach the same person', async (t) => {
  const client = await hub(t)
  const order = (id: string) =>
    client.value<string>('select pedido_id from hub.notificacao where id = $1', [id])
  const requeue = (id: string) =>
    client.value(`select relay.requeue_dead($1, 'de novo', 'ana')`, [id])

  const gone = await deadNotice(client, 'A')
  await client.rows(`select processing.pick_up($1, 'ana')`, [await order(gone)])
  await assert.rejects(requeue(gone), { code: 'HB409', message: /RETIRADO .* descarte/ })

  const replaced = await deadNotice(client, 'B')
  const other = await client.value<string>(`select notifications.resend($1, 'de novo', 'ana')`, [
    await order(replaced),
  ])
  for (const status of ['PENDENTE', 'ENVIANDO', 'INCERTA', 'ENVIADA']) {
    await client.rows('update hub.notificacao set status = $2 where id = $1', [other, status])
    await assert.rejects(requeue(replaced), { code: 'HB409', message: new RegExp(status) }, status)
  }
  for (const status of ['REGISTRADA', 'FALHOU', 'CANCELADA']) {
    await client.rows('update hub.notificacao set status = $2 where id = $1', [other, status])
    await client.rows('begin')
    await requeue(replaced)
    await client.rows('rollback')
  }
  await client.rows(`select relay.discard($1, 'não precisa', 'ana')`, [replaced])
})

test('the view of leases says who holds what until when, and which are overdue', async (t) => {
  const client = await hub(t)
  await waitingNotice(client, 'A')
  await waitingNotice(client, 'B')
  await client.rows(`select * from notifications.claim('maquina/1', 1, '1 min')`)
  await client.rows(`select * from notifications.claim('maquina/2', 1, '-1 s')`)
  assert.deepEqual(
    await client.rows(
      'select bloqueado_por, destino, vencida from ops.lease order by bloqueado_por',
    ),
    [
      { bloqueado_por: 'maquina/1', destino: 'NOTIFICAR', vencida: false },
      { bloqueado_por: 'maquina/2', destino: 'NOTIFICAR', vencida: true },
    ],
  )
})
