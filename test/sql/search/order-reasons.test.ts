/** Why an order is not ready: the true reason of each kind, in the order in which a person solves them. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext): Promise<SqlClient> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await prepareTenant(client)
  return client
}

interface Reason {
  readonly [column: string]: unknown
  readonly codigo: string
  readonly chave: string | null
  readonly frase: string
  readonly ate: Date | null
  readonly evento_id: string | null
  readonly erro: string | null
}

const reasons = (client: SqlClient, externalId: string) =>
  client.rows<Reason>(
    `select r.* from hub.pedido as p cross join lateral search.order_reasons(p.id) with ordinality as r
    where p.external_id = $1 order by r.ordinality`,
    [externalId],
  )

const codes = async (client: SqlClient, externalId: string) =>
  (await reasons(client, externalId)).map(({ codigo }) => codigo)

/** An order as the marketplace's answers give it, without its label unless the payload has one. */
async function order(client: SqlClient, externalId: string, payload: object, envioId = '77') {
  const { destinatario, itens } = readyPayload
  await append(client, [{ externalId, payload: { destinatario, itens, ...payload } }])
  await client.rows(
    `insert into hub.pedido_marketplace (tenant_id, canal, external_id, envio_id, versao, lido_em)
    values (123, 'ML', $1, nullif($2, ''), 1, now())`,
    [externalId, envioId],
  )
  await drain(client)
}

const cases: readonly (readonly [
  name: string,
  payload: object,
  codes: readonly string[],
  says: RegExp,
])[] = [
  [
    'not-paid',
    { statusPedido: 'order:payment_required' },
    ['NAO_PAGO', 'ETIQUETA'],
    /não foi pago/,
  ],
  [
    'in-process',
    { statusPedido: 'order:payment_in_process' },
    ['NAO_PAGO', 'ETIQUETA'],
    /não foi pago/,
  ],
  [
    'not-paid-and-more',
    { statusPedido: 'order:confirmed', itens: [{ sku: 'NOVO', quantidade: 1 }] },
    ['NAO_PAGO', 'ETIQUETA', 'SKU'],
    /não foi pago/,
  ],
  [
    'leaving',
    { statusPedido: 'order:pending_cancel' },
    ['CANCELANDO', 'ETIQUETA'],
    /sendo cancelado/,
  ],
  ['cancelled', { statusPedido: 'order:cancelled' }, ['CANCELADO'], /cancelou .*order:cancelled/],
  ['buffered', { statusEnvio: 'shipment:pending/buffered' }, ['RETIDO'], /retém a etiqueta/],
  [
    'invoice',
    { statusPedido: 'order:paid', statusEnvio: 'shipment:ready_to_ship/invoice_pending' },
    ['NOTA_FISCAL'],
    /nota fiscal/,
  ],
  ['gone', { statusEnvio: 'shipment:cancelled' }, ['ENVIO_CANCELADO'], /envio .* cancelado/],
  ['handling', { statusEnvio: 'shipment:handling' }, ['STATUS_NAO_PRONTO'], /shipment:handling/],
  ['no-label', { statusPedido: 'order:paid' }, ['ETIQUETA'], /etiqueta ainda não chegou/],
  ['nobody', { destinatario: {}, etiqueta: 'BR1' }, ['DESTINATARIO'], /nome de quem vai retirar/],
  [
    'sku',
    { etiqueta: 'BR2', itens: [{ sku: 'Z-9', quantidade: 1 }] },
    ['SKU'],
    /SKU Z-9 não está mapeado/,
  ],
  [
    'status',
    { etiqueta: 'BR3', status: 'estranho' },
    ['STATUS'],
    /status estranho .* não está mapeado/,
  ],
]

test('an order that is not ready says why', async (t) => {
  const client = await hub(t)
  for (const [externalId, payload] of cases) await order(client, externalId, payload)
  for (const [externalId, , expected, says] of cases) {
    const found = (await reasons(client, externalId)).filter(
      ({ codigo }) => codigo !== 'MAPEAMENTO',
    )
    assert.deepEqual(
      found.map(({ codigo }) => codigo),
      expected,
      externalId,
    )
    assert.match(found[0]!.frase, says)
  }
  await order(client, 'ready', { etiqueta: 'BR4' })
  assert.deepEqual(await codes(client, 'ready'), [])
  await order(client, 'no-shipment', { statusPedido: 'order:paid' }, '')
  assert.deepEqual(await codes(client, 'no-shipment'), ['SEM_ENVIO'])

  // Who maps otherwise gets what they mapped.
  await client.rows(
    `select processing.save_status_mapping(123, 'ML', 'order:payment_required', 'PRONTO', false, 'teste')`,
  )
  assert.deepEqual(await codes(client, 'not-paid'), ['ETIQUETA'])

  await client.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  assert.deepEqual(await codes(client, 'no-label'), ['ETIQUETA', 'FLAG_DESLIGADA'])
})

const rows: readonly (readonly [
  name: string,
  set: string,
  code: string,
  until: boolean,
  says: RegExp,
])[] = [
  ['dead', `status = 'MORTO'`, 'MORTO', false, /esgotou as tentativas/],
  [
    'fails',
    `status = 'AGUARDANDO', motivo = 'RETRY', proxima_tentativa_em = now() + interval '2 min'`,
    'RETRY',
    true,
    /falhou e será tentado de novo em \d\d\//,
  ],
  [
    'postponed',
    `status = 'AGUARDANDO', motivo = 'ADIADO', proxima_tentativa_em = now() + interval '1 h'`,
    'ADIADO',
    true,
    /foi adiado até \d\d\//,
  ],
  ['waits', `status = 'PENDENTE'`, 'FILA', false, /espera a sua vez/],
]

test('reasons name dead, failing, postponed and waiting events of the order and its notifications', async (t) => {
  const client = await hub(t)
  for (const [externalId, set, code, until, says] of rows) {
    await order(client, externalId, { statusPedido: 'order:paid' }, `9${externalId}`)
    for (const recurso of [null, `/orders/${externalId}`, `/shipments/9${externalId}`]) {
      const [event] = await client.rows<{ id: string }>(
        `select evento_id as id from ingress.append_events($1)`,
        [
          JSON.stringify([
            recurso === null
              ? {
                  canal: 'ML',
                  tenantId: 123,
                  externalId,
                  tipo: 'ORDER_UPDATED',
                  versao: 9,
                  payload: {},
                }
              : {
                  canal: 'ML',
                  tenantId: 123,
                  externalId: recurso,
                  tipo: 'NOTIFICACAO',
                  marca: recurso,
                  recurso,
                  payload: {},
                },
          ]),
        ],
      )
      await client.rows(
        `update hub.integracao_outbox set ${set}, ultimo_erro = 'o provedor respondeu 429' where id = $1`,
        [event!.id],
      )
      const [label, reason, ...more] = await reasons(client, externalId)
      assert.deepEqual([label?.codigo, reason?.codigo, more], ['ETIQUETA', code, []], externalId)
      assert.equal(reason!.evento_id, event!.id)
      assert.equal(reason!.erro, 'o provedor respondeu 429')
      assert.equal(reason!.ate !== null, until)
      assert.match(reason!.frase, says)
      await client.rows('delete from hub.integracao_outbox where id = $1', [event!.id])
    }
  }
})

test("reasons say until when the marketplace holds a label back or a shipment can't be read", async (t) => {
  const client = await hub(t)
  await order(client, 'held', { statusEnvio: 'shipment:pending/buffered' }, '501')
  await client.rows(`select * from ingress.append_events($1)`, [
    JSON.stringify([
      {
        canal: 'ML',
        tenantId: 123,
        externalId: '/orders/held',
        tipo: 'NOTIFICACAO',
        marca: 'm',
        recurso: '/orders/held',
        payload: {},
      },
    ]),
  ])
  await client.rows(
    `update hub.integracao_outbox
    set status = 'AGUARDANDO', motivo = 'ADIADO', proxima_tentativa_em = '2026-12-24T12:00:00Z'
    where recurso = '/orders/held'`,
  )
  const held = await reasons(client, 'held')
  assert.deepEqual(
    held.map(({ codigo, frase }) => [codigo, frase]),
    [['RETIDO', 'O marketplace retém a etiqueta deste pedido até 24/12/2026 às 09:00 (buffered).']],
  )
  assert.ok(held[0]?.ate instanceof Date)

  await order(client, 'unread', { statusPedido: 'order:paid', destinatario: {} }, '502')
  await client.rows(
    `update hub.pedido_marketplace set envio_erro = 'o Mercado Livre respondeu 403' where external_id = 'unread'`,
  )
  await client.rows(
    `update hub.integracao_outbox set recurso = '/orders/unread' where recurso = '/orders/held'`,
  )
  const [unread, ...more] = await reasons(client, 'unread')
  assert.deepEqual(more, [], 'label and name are what the shipment would say')
  assert.deepEqual(
    [unread?.codigo, unread?.chave, unread?.erro, unread?.frase],
    [
      'ENVIO_ILEGIVEL',
      '502',
      'o Mercado Livre respondeu 403',
      'O envio 502 não pôde ser lido no marketplace; será lido de novo em 24/12/2026 às 09:00.',
    ],
  )
  assert.notEqual(unread?.evento_id, null)
})

test('a code without an order shows the events received under it, of the caller’s stores', async (t) => {
  const client = await hub(t)
  const about = (code: string, tenants: string | null = null) =>
    client.rows<{ evento_id: string; status: string; frase: string | null; erro: string | null }>(
      'select evento_id, status, frase, erro from search.events_about($1, $2)',
      [code, tenants],
    )
  assert.deepEqual(await about('2000'), [])
  const [fetchRequest] = await client.rows<{ id: string }>(
    `select evento_id as id from ingress.append_events($1)`,
    [
      JSON.stringify([
        {
          canal: 'ML',
          tenantId: 123,
          externalId: '/orders/2000',
          tipo: 'NOTIFICACAO',
          marca: 'm',
          recurso: '/orders/2000',
          payload: {},
        },
      ]),
    ],
  )
  await client.rows(
    `select relay.settle_failure($1, null, null, 'a resposta do Mercado Livre não foi entendida', 'teste', '{}')`,
    [fetchRequest!.id],
  )
  const [found] = await about('2000')
  assert.equal(found?.evento_id, fetchRequest!.id)
  assert.deepEqual(
    [found.status, found.erro],
    ['MORTO', 'a resposta do Mercado Livre não foi entendida'],
  )
  assert.match(found.frase ?? '', /esgotou as tentativas/)
  assert.equal((await about('2000', '{123}')).length, 1)
  assert.deepEqual(await about('2000', '{124}'), [])
})
