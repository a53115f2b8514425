/**
 * `hub verify` accuses nobody who is innocent: every state that the product's own acts bring about passes. And it finds
 * each promise that a hand breaks, by the check that owns it.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import {
  append,
  backoff,
  drain,
  prepareTenant,
  readyPayload,
  step,
} from '../../support/relay/engine.ts'
import { releaseDue, sweepAll } from '../../support/relay/release.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext): Promise<SqlClient> {
  const client = await sqlClient(t, (await testDatabase(t)).url)
  await prepareTenant(client)
  await client.rows(
    `select processing.save_status_mapping(123, 'ML', 'cancelled', 'CANCELADO', true, 'teste')`,
  )
  await client.rows(`select connectors.save_connector(123, 'ML', '77', '55', '999', 'teste')`)
  await releaseDue(client)
  return client
}

const brokenIn = async (client: SqlClient) =>
  (
    await client.rows<{ promessa: string; exemplos: string[] }>(
      'select promessa, exemplos from ops.verify() where falhas > 0',
    )
  ).map(({ promessa, exemplos }) => `${promessa}: ${exemplos.join(' ')}`)

const { destinatario, itens, volume, etiqueta } = readyPayload
const unmapped = { ...readyPayload, itens: [{ sku: 'NOVO', quantidade: 1 }] }
const broken = { ...readyPayload, volume: { peso: 'muito' } }

const eventOf = (client: SqlClient, externalId: string, versao = 1) =>
  client.value<string>(
    `select id from hub.integracao_evento where external_id = $1 and versao = $2 and status <> 'DUPLICADO'`,
    [externalId, versao],
  )
const orderOf = (client: SqlClient, externalId: string) =>
  client.value<string>('select id from hub.pedido where external_id = $1', [externalId])
const noticeOf = (client: SqlClient, externalId: string) =>
  client.value<string>(
    `select max(n.id) from hub.notificacao as n join hub.pedido as p on p.id = n.pedido_id where p.external_id = $1`,
    [externalId],
  )
const reprocess = async (client: SqlClient, externalId: string, versao = 1) =>
  client.rows(`select relay.reprocess($1, 'teste', 'ana')`, [
    await eventOf(client, externalId, versao),
  ])
const flag = (client: SqlClient, on: boolean) =>
  client.rows(`select tenants.switch_flag(123, 'ML', $1, 'ana')`, [on])
const fetchRequest = (client: SqlClient, id: number) =>
  client.rows('select ingress.append_events($1)', [
    JSON.stringify([
      {
        canal: 'ML',
        tenantId: 123,
        externalId: `/orders/${id}`,
        tipo: 'NOTIFICACAO',
        versao: null,
        marca: `m-${id}`,
        recurso: `/orders/${id}`,
        payload: { topico: 'orders_v2' },
      },
    ]),
  ])
interface Lease extends Record<string, unknown> {
  readonly id: string
  readonly lock_version: number
}
const lease = async (client: SqlClient, externalId: string): Promise<readonly [string, number]> => {
  const wanted = await noticeOf(client, externalId)
  const leases = await client.rows<Lease>(
    `select id, lock_version from notifications.claim('teste', 100, '1 min')`,
  )
  const found = leases.find(({ id }) => id === wanted)
  if (found === undefined) throw new Error(`no notice of ${externalId} was to be sent`)
  return [found.id, found.lock_version]
}
/** As often as it takes: the broken event dies. */
async function die(client: SqlClient): Promise<void> {
  for (let n = 0; n <= backoff.length; n += 1) {
    await client.rows(
      `update hub.integracao_outbox set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null where motivo = 'RETRY'`,
    )
    await step(client)
  }
}

type Act = readonly [name: string, act: (client: SqlClient) => Promise<unknown>]

/** What the product and its people can do, one after the other, each to what the ones before left. */
const ACTS: readonly Act[] = [
  [
    'events come in',
    (c) =>
      append(c, [
        { externalId: 'A', payload: readyPayload },
        { externalId: 'B', payload: readyPayload },
        { externalId: 'C', payload: { destinatario, itens, volume } },
        { externalId: 'D', payload: readyPayload },
      ]),
  ],
  ['they are applied', drain],
  [
    'one comes twice, and once with another body',
    (c) =>
      append(c, [
        { externalId: 'A', payload: readyPayload },
        { externalId: 'A', payload: unmapped },
      ]),
  ],
  [
    'one comes twice before it is applied',
    (c) =>
      append(c, [
        { externalId: 'E', payload: readyPayload },
        { externalId: 'E', payload: readyPayload },
      ]),
  ],
  ['an applied event is asked for again', (c) => reprocess(c, 'A')],
  ['and again', (c) => reprocess(c, 'A')],
  ['it is applied again', drain],
  [
    'an older and a newer version come',
    (c) =>
      append(c, [
        { externalId: 'A', versao: 3, payload: { etiqueta: 'BR9' } },
        {
          externalId: 'A',
          versao: 2,
          payload: { etiqueta: 'BR8', itens: [{ sku: 'ABC-1', quantidade: 7 }] },
        },
      ]),
  ],
  ['the newer is asked for again while the older waits', (c) => reprocess(c, 'A', 3)],
  ['both are applied', drain],
  ['the newer is asked for again, of an order that has others', (c) => reprocess(c, 'A', 3)],
  ['and applied again', drain],
  [
    'an event lacks a mapping',
    (c) => append(c, [{ externalId: 'F', payload: unmapped }]).then(() => drain(c)),
  ],
  ['it is asked for again', (c) => reprocess(c, 'F')],
  ['it is parked again', drain],
  [
    'its mapping comes',
    (c) => c.rows(`select processing.save_sku_mapping(123, 'ML', 'NOVO', 'INT-9', 'ana')`),
  ],
  ['it is released', releaseDue],
  ['and applied', drain],
  [
    'the mapping is removed',
    (c) => c.rows(`select processing.remove_sku_mapping(123, 'ML', 'NOVO', 'engano', 'ana')`),
  ],
  ['and its event asked for again', (c) => reprocess(c, 'F').then(() => drain(c))],
  ['the flag is switched off', (c) => flag(c, false)],
  ['events come in meanwhile', (c) => append(c, [{ externalId: 'G', payload: readyPayload }])],
  ['an applied event is asked for again meanwhile', (c) => reprocess(c, 'B')],
  ['and parked', drain],
  ['the flag is switched on', (c) => flag(c, true)],
  ['some of them are released', (c) => c.rows('select relay.release_batch(1)')],
  ['all of them are released', releaseDue],
  ['and applied', drain],
  [
    'an event fails',
    (c) =>
      append(c, [
        { externalId: 'H', payload: broken },
        { externalId: 'C', versao: 2, payload: broken },
      ]).then(() => step(c)),
  ],
  ['it dies', die],
  [
    'it is given back',
    async (c) => c.rows(`select relay.requeue_dead($1, 'teste', 'ana')`, [await eventOf(c, 'H')]),
  ],
  ['it dies again', die],
  [
    'it is discarded',
    async (c) => c.rows(`select relay.discard($1, 'teste', 'ana')`, [await eventOf(c, 'H')]),
  ],
  ['it is brought back, and fails', (c) => reprocess(c, 'H').then(() => step(c))],
  [
    'an event lacks a mapping, and its mapping comes, and it is leased alone',
    async (c) => {
      await append(c, [{ externalId: 'I', payload: unmapped }])
      await drain(c)
      await c.rows(`select processing.save_sku_mapping(123, 'ML', 'NOVO', 'INT-9', 'ana')`)
      await releaseDue(c)
      return c.rows(`select relay.claim_leased(0, 100, 'teste', '1 min')`)
    },
  ],
  [
    'the lease is lost, and it fails for a reason of its own',
    async (c) =>
      c.rows(
        `select relay.settle_failure($1, lock_version, 'P0001', 'x', 'teste', '{}') from hub.integracao_outbox where id = $1`,
        [await eventOf(c, 'I')],
      ),
  ],
  [
    'and is discarded, though its effect is there',
    async (c) => c.rows(`select relay.discard($1, 'teste', 'ana')`, [await eventOf(c, 'I')]),
  ],
  [
    'notices are being sent',
    async (c) => {
      const [id, version] = await lease(c, 'B')
      await c.rows('select notifications.start($1, $2)', [id, version])
      return c.rows(`select notifications.settle_uncertain($1, $2, 'sem resposta')`, [id, version])
    },
  ],
  [
    'it is decided that the uncertain one was not sent',
    async (c) =>
      c.rows(`select notifications.resolve_uncertain($1, false, 'liguei', 'ana')`, [
        await noticeOf(c, 'B'),
      ]),
  ],
  [
    'and it is sent again',
    async (c) => c.rows(`select notifications.resend($1, 'teste', 'ana')`, [await orderOf(c, 'B')]),
  ],
  [
    'and is uncertain again, and was sent',
    async (c) => {
      const [id, version] = await lease(c, 'B')
      await c.rows('select notifications.start($1, $2)', [id, version])
      await c.rows(`select notifications.settle_uncertain($1, $2, 'sem resposta')`, [id, version])
      return c.rows(`select notifications.resolve_uncertain($1, true, 'liguei', 'ana')`, [id])
    },
  ],
  [
    'leases of notices are handed back',
    (c) =>
      c.rows(
        `select relay.return_lease(array_agg(id), array_agg(lock_version)) from hub.integracao_outbox where destino = 'NOTIFICAR' and status = 'EM_ANDAMENTO'`,
      ),
  ],
  [
    'a provider refuses one until it is dead',
    async (c) => {
      const [id, version] = await lease(c, 'D')
      return c.rows(
        `select notifications.settle_refused($1, $2, null, 'recusado', 'teste', '{}')`,
        [id, version],
      )
    },
  ],
  [
    'it is given back',
    async (c) => c.rows(`select relay.requeue_dead($1, 'teste', 'ana')`, [await noticeOf(c, 'D')]),
  ],
  [
    'and discarded when it is dead again',
    async (c) => {
      await c.rows(
        `select relay.return_lease(array_agg(id), array_agg(lock_version)) from hub.integracao_outbox where destino = 'NOTIFICAR' and status = 'EM_ANDAMENTO'`,
      )
      const [id, version] = await lease(c, 'D')
      await c.rows(`select notifications.settle_refused($1, $2, null, 'recusado', 'teste', '{}')`, [
        id,
        version,
      ])
      return c.rows(`select relay.discard($1, 'teste', 'ana')`, [id])
    },
  ],
  [
    'an order is cancelled before its notice leaves',
    async (c) => {
      await c.rows(
        `select relay.return_lease(array_agg(id), array_agg(lock_version)) from hub.integracao_outbox where destino = 'NOTIFICAR' and status = 'EM_ANDAMENTO'`,
      )
      await append(c, [
        { externalId: 'E', versao: 2, tipo: 'STATUS_CHANGED', payload: { status: 'cancelled' } },
      ])
      return drain(c)
    },
  ],
  ['its notice is dropped', (c) => c.rows(`select notifications.claim('teste', 100, '1 min')`)],
  [
    'an order is picked up',
    async (c) => c.rows(`select processing.pick_up($1, 'ana')`, [await orderOf(c, 'G')]),
  ],
  [
    'and that is undone',
    async (c) =>
      c.rows(`select processing.undo_pick_up($1, 'engano', 'ana')`, [await orderOf(c, 'G')]),
  ],
  [
    'one is picked up that was never ready, and its label comes',
    async (c) => {
      await c.rows(`select processing.pick_up($1, 'ana', null, null, 'cliente no balcão')`, [
        await orderOf(c, 'C'),
      ])
      await append(c, [{ externalId: 'C', versao: 3, payload: { etiqueta } }])
      return drain(c)
    },
  ],
  [
    'that is undone, and it becomes ready',
    async (c) =>
      c.rows(`select processing.undo_pick_up($1, 'engano', 'ana')`, [await orderOf(c, 'C')]),
  ],
  [
    'the orders of a pack have one notice, which is cancelled when its order is, after another was picked up',
    async (c) => {
      await c.rows(`select tenants.switch_pack_notice(123, true, 'ana')`)
      await c.rows(`insert into hub.pedido_marketplace (tenant_id, canal, external_id, pack_id, envio_id, versao, lido_em)
      values (123, 'ML', 'P1', '9', '4', 1, now()), (123, 'ML', 'P2', '9', '4', 1, now())`)
      for (const externalId of ['P1', 'P2']) {
        await append(c, [{ externalId, payload: readyPayload }])
        await drain(c)
      }
      assert.deepEqual(await brokenIn(c), [])
      await c.rows(`select processing.pick_up($1, 'ana')`, [await orderOf(c, 'P2')])
      await append(c, [
        { externalId: 'P1', versao: 2, tipo: 'STATUS_CHANGED', payload: { status: 'cancelled' } },
      ])
      await drain(c)
      return c.rows(`select notifications.claim('teste', 100, '1 min')`)
    },
  ],
  [
    'an event of an unknown type is ignored',
    (c) =>
      c.rows('select ingress.append_events($1)', [
        JSON.stringify([
          {
            canal: 'ML',
            tenantId: 123,
            externalId: 'Z',
            tipo: 'OUTRO',
            versao: 1,
            payload: {},
            ignorar: true,
          },
        ]),
      ]),
  ],
  [
    'resource notifications come, some for one resource',
    (c) => fetchRequest(c, 1).then(() => fetchRequest(c, 2)),
  ],
  [
    'they are leased, and one is absorbed',
    (c) => c.rows(`select mercado_livre.claim('teste', 10, '1 min')`),
  ],
  [
    'one is fetched',
    (c) =>
      c.rows(
        `select mercado_livre.settle(id, lock_version, '[]', '[]') from hub.integracao_outbox where recurso = '/orders/1' and status = 'EM_ANDAMENTO'`,
      ),
  ],
  [
    'the seller takes the permission back, and the other is parked',
    async (c) => {
      await c.rows(`update hub.integracao_conector set status = 'REAUTORIZAR'`)
      return c.rows(
        `select mercado_livre.park(id, lock_version) from hub.integracao_outbox where recurso = '/orders/2'`,
      )
    },
  ],
  [
    'the seller lets the application in again',
    (c) => c.rows(`select mercado_livre.activate(id, user_id, 'ana') from hub.integracao_conector`),
  ],
  ['and the fetch request goes on', releaseDue],
  ['the sweep looks at all of it', sweepAll],
  ['and everything that can be applied is', drain],
]

test('verify reports nothing for whatever the product and its users do', async (t) => {
  const client = await hub(t)
  for (const [name, act] of ACTS) {
    await act(client)
    assert.deepEqual(await brokenIn(client), [], `after: ${name}`)
  }
  const statuses = await client.rows(
    `select distinct status from hub.integracao_evento order by status`,
  )
  assert.ok(statuses.length >= 6, JSON.stringify(statuses))
})

const IN_QUEUE = 'todo evento aceito está na fila ou terminado'
const KEYS = 'cada chave de idempotência tem um só evento com efeito'
const FOLD = 'o pedido é a dobra dos seus eventos'
const PARTS = 'itens e volume são o que o pedido registra'
const NOTICE = 'um só aviso automático por pedido que ficou PRONTO, ou pelo seu pacote'
const OWNER = 'nada na fila sem dono'
const LANE = 'nada na fila fora da faixa de sua loja'
const NOTICE_QUEUED = 'todo aviso pendente está na fila'
const ORPHAN = 'nenhum pedido, item ou volume sem dono'

/** A hand's corruption of a healthy hub, and the check that is to find it. `null` stands for any. */
const CORRUPTIONS: readonly (readonly [name: string, corrupt: string, found: string])[] = [
  [
    'a waiting event loses its row',
    `delete from hub.integracao_outbox where destino = 'PROCESSAR'`,
    IN_QUEUE,
  ],
  [
    'a finished event gets a row',
    `insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, faixa) select id, id, tenant_id, canal, 'PROCESSAR', 0 from hub.integracao_evento where external_id = 'A' and status = 'PROCESSADO' limit 1`,
    IN_QUEUE,
  ],
  [
    'a parked event is marked finished',
    `update hub.integracao_evento set status = 'PROCESSADO' where external_id = 'ESPERA'`,
    IN_QUEUE,
  ],
  [
    'a key is lost',
    `delete from hub.idempotencia where evento_id = (select min(id) from hub.integracao_evento where external_id = 'A')`,
    KEYS,
  ],
  [
    'a key points at another event',
    `update hub.idempotencia set evento_id = (select max(id) from hub.integracao_evento where external_id = 'B') where evento_id = (select min(id) from hub.integracao_evento where external_id = 'A')`,
    KEYS,
  ],
  [
    'a finished event is lost',
    `delete from hub.integracao_evento where id = (select min(id) from hub.integracao_evento where external_id = 'A')`,
    KEYS,
  ],
  ['an order is lost', `delete from hub.pedido where external_id = 'A'`, FOLD],
  [
    'an older version overwrote a newer',
    `update hub.pedido set reg_etiqueta = (select processing.register_order(1, 'ORDER_CREATED', lido_em) || 'BR123456789' from hub.integracao_evento where external_id = 'A' and versao = 1 limit 1) where external_id = 'A'`,
    FOLD,
  ],
  [
    'a name that nobody sent',
    `update hub.pedido set reg_nome = left(reg_nome, -3) || 'xyz' where external_id = 'A'`,
    FOLD,
  ],
  [
    'an effect that was never applied',
    `update hub.pedido set reg_telefone = null where external_id = 'A'`,
    FOLD,
  ],
  [
    'a reprocessed effect is lost',
    `update hub.pedido set reg_doc = null where external_id = 'OUTRA-VEZ'`,
    FOLD,
  ],
  [
    'an item is lost',
    `delete from hub.pedido_item where pedido_id = (select id from hub.pedido where external_id = 'A')`,
    PARTS,
  ],
  [
    'a quantity is wrong',
    `update hub.pedido_item set quantidade = quantidade + 1 where pedido_id = (select id from hub.pedido where external_id = 'A')`,
    PARTS,
  ],
  [
    'a label is wrong',
    `update hub.volume set etiqueta_externa = 'X' where pedido_id = (select id from hub.pedido where external_id = 'A')`,
    PARTS,
  ],
  [
    'a volume says another status',
    `update hub.volume set status = 'RECEBIDO' where pedido_id = (select id from hub.pedido where external_id = 'A')`,
    PARTS,
  ],
  [
    'a notice is lost',
    `with n as (delete from hub.notificacao where pedido_id = (select id from hub.pedido where external_id = 'A') returning id) delete from hub.integracao_outbox using n where integracao_outbox.id = n.id`,
    NOTICE,
  ],
  [
    'a notice for an order that was never ready',
    `insert into hub.notificacao (tenant_id, pedido_id, meio, status) select 123, id, 'SMS', 'CANCELADA' from hub.pedido where external_id = 'SEM-ETIQUETA'`,
    NOTICE,
  ],
  [
    'a row without an event',
    `insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, faixa) values (-1, -1, 123, 'ML', 'PROCESSAR', 0)`,
    OWNER,
  ],
  [
    'a row in a lane that is not its store’s',
    `update hub.integracao_outbox set faixa = 1 where destino = 'PROCESSAR'`,
    LANE,
  ],
  ['a lane that nobody looks at', `delete from hub.faixa`, LANE],
  [
    'a row of a notice that is done',
    `update hub.notificacao set status = 'CANCELADA' where id = (select min(id) from hub.integracao_outbox where destino = 'NOTIFICAR')`,
    OWNER,
  ],
  [
    'a waiting notice loses its row',
    `delete from hub.integracao_outbox where destino = 'NOTIFICAR'`,
    NOTICE_QUEUED,
  ],
  ['an order of nobody’s', `update hub.pedido set tenant_id = 999 where external_id = 'A'`, ORPHAN],
  [
    'an item of nobody’s',
    `update hub.pedido_item set pedido_id = -1 where pedido_id = (select id from hub.pedido where external_id = 'A')`,
    ORPHAN,
  ],
  [
    'a volume of nobody’s',
    `update hub.volume set pedido_id = -1 where pedido_id = (select id from hub.pedido where external_id = 'A')`,
    ORPHAN,
  ],
]

test('a promise that is broken by hand is reported by its own check', async (t) => {
  const client = await hub(t)
  await append(client, [
    { externalId: 'A', payload: readyPayload },
    { externalId: 'A', versao: 2, payload: { etiqueta: 'BR9' } },
    { externalId: 'B', payload: readyPayload },
    { externalId: 'OUTRA-VEZ', payload: readyPayload },
    { externalId: 'SEM-ETIQUETA', payload: { destinatario, itens, volume } },
    { externalId: 'ESPERA', payload: unmapped },
  ])
  await drain(client)
  await reprocess(client, 'OUTRA-VEZ')
  assert.deepEqual(await brokenIn(client), [])
  // By hand, past what keeps the tables right.
  await client.rows(`set session_replication_role = 'replica'`)
  for (const [name, corrupt, found] of CORRUPTIONS) {
    await client.rows('begin')
    await client.rows(corrupt)
    const told = await brokenIn(client)
    assert.ok(
      told.some((line) => line.startsWith(found)),
      `${name}: ${told.join('; ')}`,
    )
    await client.rows('rollback')
  }
})
