/** What is fetched beside the resource of a fetch request, which answers are used, and when they are asked for again. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type EnrichHub, enrichHub } from '../../support/marketplace/enrich-hub.ts'
import {
  type Answers,
  carried,
  json,
  order,
  orderBody,
  shipmentBody,
  usualAnswers,
} from '../../support/marketplace/marketplace-answers.ts'
import { releaseDue } from '../../support/relay/release.ts'

const ORDER = `/orders/${order.id}`
const SHIPMENT = `/shipments/${order.envio}`
const BILLING = '/orders/billing-info/MLB/700000000000000001'
const billing = {
  buyer: { billing_info: { identification: { type: 'CPF', number: '12345678909' } } },
}

async function fetched(hub: EnrichHub, resource: string, answers: Answers = {}) {
  hub.marketplace.answer = usualAnswers(answers)
  await hub.requestFetch(resource)
  await hub.round()
  return hub.outcomes.at(-1)
}

const events = async ({ sql }: EnrichHub) =>
  (
    await sql.rows(
      `select tipo, payload_json -> 'destinatario' ->> 'nome' as nome from hub.integracao_evento
       where tipo <> 'NOTIFICACAO' order by id`,
    )
  ).map(({ tipo, nome }) => [tipo, nome])

const waits = ({ sql }: EnrichHub) =>
  sql.value<number>(
    `select extract(epoch from proxima_tentativa_em - clock_timestamp())::float8
     from hub.integracao_outbox where recurso is not null`,
  )

test('an answer with another order than the one asked for is not used', async (t) => {
  const hub = await enrichHub(t)
  assert.equal(await fetched(hub, ORDER, { [ORDER]: json(orderBody({ id: 7 })) }), 'FALHA')
  assert.deepEqual(await events(hub), [])
})

test('an answer with another shipment than the one asked for is not used', async (t) => {
  const hub = await enrichHub(t)
  assert.equal(await fetched(hub, SHIPMENT, { [SHIPMENT]: json(shipmentBody({ id: 7 })) }), 'FALHA')
  assert.deepEqual(await events(hub), [])
})

for (const [what, path, answer, erro] of [
  ['shipment fails', SHIPMENT, json({}, 500), /o envio não pôde ser lido: respondeu 500/],
  [
    'shipment is not known',
    SHIPMENT,
    json({ error: 'not_found' }, 404),
    /respondeu 404: not_found/,
  ],
  ['shipment is not there yet', SHIPMENT, json({}, 204), /: ainda não está lá/],
  ['shipment is not for us', SHIPMENT, json({}, 403), /não permite esta consulta.*respondeu 403/],
  ['shipment says nothing', SHIPMENT, json({ id: 1 }), /status: deve ser um texto/],
  ['shipment is another', SHIPMENT, json(shipmentBody({ id: 7 })), /o envio lido é outro/],
] as const) {
  test(`an order whose ${what} is stored without it, says so, and is read again`, async (t) => {
    const hub = await enrichHub(t)
    assert.equal(await fetched(hub, ORDER, { [path]: answer }), 'ADIADO')
    // The buyer is not taken for whom the shipment may yet name.
    assert.deepEqual(await events(hub), [['ORDER_UPDATED', null]])
    const [told] = await hub.sql.rows(
      `select e.status, e.error_msg, o.ultimo_erro, m.envio_erro, t.erro
       from hub.integracao_evento as e
       join hub.integracao_outbox as o on o.id = e.id
       join hub.evento_tentativa as t on t.evento_id = e.id
       join ops.pedido_marketplace as m on m.tenant_id = e.tenant_id`,
    )
    const { status, ...where } = told ?? {}
    assert.equal(status, 'RECEBIDO')
    for (const text of Object.values(where)) assert.match(String(text), erro)
    const line = hub.lines.find((each) => each.includes('fetch request settled')) ?? ''
    assert.match(line, erro)

    await hub.sql.rows(
      `update hub.integracao_outbox set status = 'PENDENTE', motivo = null where recurso is not null`,
    )
    hub.marketplace.answer = usualAnswers()
    await hub.round()
    await hub.drain()
    const [read] = await hub.sql.rows(
      `select p.destinatario_nome as nome, m.envio_erro, e.status, e.error_msg
       from hub.pedido as p
       join ops.pedido_marketplace as m using (tenant_id, canal, external_id)
       join hub.integracao_evento as e on e.tipo = 'NOTIFICACAO'`,
    )
    assert.deepEqual(read, {
      nome: 'Mara asas',
      envio_erro: null,
      status: 'PROCESSADO',
      error_msg: null,
    })
  })
}

test('an order is stored while requests for its shipment are limited', async (t) => {
  const hub = await enrichHub(t)
  assert.equal(await fetched(hub, ORDER, { [SHIPMENT]: json({}, 429) }), 'ADIADO')
  assert.deepEqual(await events(hub), [['ORDER_UPDATED', null]])
})

test('an order whose shipment never comes keeps the buyer’s name and the reason', async (t) => {
  const hub = await enrichHub(t)
  await hub.requestFetch(ORDER)
  await hub.sql.rows('update hub.integracao_outbox set adiamentos = 30')
  hub.marketplace.answer = usualAnswers({ [SHIPMENT]: json({}, 404) })
  await hub.round()
  assert.deepEqual(hub.outcomes, ['CONCLUIDO'])
  assert.deepEqual(await events(hub), [['ORDER_UPDATED', 'Maria Aparecida da Silva']])
  assert.match(
    await hub.sql.value<string>(
      `select error_msg from hub.integracao_evento where tipo = 'NOTIFICACAO'`,
    ),
    /o envio não pôde ser lido/,
  )
})

for (const [what, answer] of [
  ['is not known', json({}, 404)],
  ['is not there yet', json(undefined, 204)],
  ['is blank', json({ buyer: { billing_info: { identification: null } } })],
  ['fails', json({}, 500)],
  ['is too much asked', json({}, 429)],
] as const) {
  test(`an order whose document ${what} is stored, and the document is asked for until it comes`, async (t) => {
    const hub = await enrichHub(t)
    await hub.sql.rows('update hub.tenant set pede_documento = true')
    assert.equal(await fetched(hub, ORDER, { [BILLING]: answer }), 'ADIADO')
    assert.equal((await events(hub))[0]?.[0], 'ORDER_UPDATED')
    const [waiting] = await hub.sql.rows(
      'select status, motivo, adiamentos, ultimo_erro from hub.integracao_outbox where recurso is not null',
    )
    const motivo = 'o documento do comprador ainda não está lá'
    const expected = { status: 'AGUARDANDO', motivo: 'ADIADO', adiamentos: 1, ultimo_erro: motivo }
    assert.deepEqual(waiting, expected)
    await hub.sql.rows(
      `update hub.integracao_outbox set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
       where recurso is not null`,
    )
    await hub.sql.rows('update hub.conector_ritmo set pausado_ate = null')
    hub.marketplace.answer = usualAnswers({ [BILLING]: json(billing) })
    const other = await hub.enricher()
    await other.round('teste/h', new AbortController().signal)
    await hub.drain()
    assert.equal(await hub.sql.value('select destinatario_doc from hub.pedido'), '12345678909')
    const left = 'select count(*)::int from hub.integracao_outbox where recurso is not null'
    assert.equal(await hub.sql.value(left), 0)
  })
}

test('a document that never comes is given up after a day, and at once when the order is read as an open one', async (t) => {
  const hub = await enrichHub(t)
  await hub.sql.rows('update hub.tenant set pede_documento = true')
  assert.equal(await fetched(hub, ORDER), 'ADIADO')
  await hub.sql.rows(
    `update hub.integracao_outbox set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null, adiamentos = 30
     where recurso is not null`,
  )
  await hub.round()
  assert.equal(hub.outcomes.at(-1), 'CONCLUIDO')
  await hub.requestFetch(ORDER)
  await hub.sql.rows(
    `update hub.integracao_evento set origem = 'ABERTOS' where status = 'RECEBIDO'`,
  )
  await hub.round()
  assert.equal(hub.outcomes.at(-1), 'CONCLUIDO')
})

test('a part that policy refuses again and again is left out, and holds no order back', async (t) => {
  const hub = await enrichHub(t)
  await hub.sql.rows('update hub.tenant set pede_documento = true')
  hub.marketplace.answer = (response, path) => {
    const id = path.split('/').at(-1)
    if (path === BILLING) json({}, 403)(response)
    else json(orderBody({ id, shipping: null }))(response)
  }
  await hub.requestFetch(...Array.from({ length: 30 }, (_, n) => `/orders/${n + 1}`))
  await hub.round()
  assert.deepEqual(hub.outcomes, Array(30).fill('CONCLUIDO'))
  const asked = hub.marketplace.received.filter(({ url }) => url === BILLING).length
  assert.ok(asked >= 5 && asked <= 16, `the document was asked for ${asked} times`)
})

test('the buyer’s name is the recipient’s only where no forward shipment names a receiver', async (t) => {
  const back = { logistic: { direction: 'return' } }
  const cases = [
    [shipmentBody(), [null, 'Mara asas']],
    [shipmentBody({ destination: null }), ['Maria Aparecida da Silva', null]],
    [shipmentBody(back), ['Maria Aparecida da Silva']],
  ] as const
  for (const [body, nomes] of cases) {
    await t.test(JSON.stringify(nomes), async (each) => {
      const hub = await enrichHub(each)
      await fetched(hub, ORDER, { [SHIPMENT]: json(body) })
      assert.deepEqual(
        (await events(hub)).map(([, nome]) => nome),
        nomes,
      )
    })
  }
})

test('the fetch request of a return is finished without asking for its orders', async (t) => {
  const hub = await enrichHub(t)
  const body = shipmentBody({ logistic: { direction: 'return' } })
  assert.equal(await fetched(hub, SHIPMENT, { [SHIPMENT]: json(body) }), 'CONCLUIDO')
  assert.equal(hub.marketplace.received.length, 1)
  assert.deepEqual(await events(hub), [])
})

test('orders of another seller in a shipment are left alone, and an order without a seller is the connector’s', async (t) => {
  const hub = await enrichHub(t)
  const rows = [...carried, { order_id: '5', seller_id: 1 }, { order_id: 6 }]
  assert.equal(await fetched(hub, SHIPMENT, { [`${SHIPMENT}/orders`]: json(rows) }), 'CONCLUIDO')
  assert.equal(hub.marketplace.received.at(-1)?.headers['x-new-domain'], 'true')
  const stored = await hub.sql.rows(
    `select external_id from hub.integracao_evento where tipo = 'LABEL_AVAILABLE' order by id`,
  )
  assert.deepEqual(
    stored.map(({ external_id }) => external_id),
    [order.id, '6'],
  )
})

test('a label that is overdue is asked for again in a quarter of an hour', async (t) => {
  const hub = await enrichHub(t)
  const lead_time = { buffering: { date: '2020-01-02T00:00:00.000-03:00' } }
  const body = shipmentBody({ status: 'pending', substatus: 'buffered', lead_time })
  assert.equal(await fetched(hub, SHIPMENT, { [SHIPMENT]: json(body) }), 'ADIADO')
  const wait = await waits(hub)
  assert.ok(wait > 890 && wait <= 900, `${wait} s`)
})

test('what is not there yet is asked for later each time, and hourly in the end', async (t) => {
  const hub = await enrichHub(t)
  const answers = { [`${SHIPMENT}/orders`]: json(undefined, 204) }
  await fetched(hub, SHIPMENT, answers)
  for (const [times, seconds] of [
    [1, 60],
    [3, 240],
    [7, 3600],
    [99, 3600],
  ] as const) {
    await hub.sql.rows(
      `update hub.integracao_outbox set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null, adiamentos = $1`,
      [times],
    )
    await hub.round()
    const wait = await waits(hub)
    assert.ok(wait > seconds - 10 && wait <= seconds, `${wait} s after ${times} times`)
  }
  await hub.sql.rows(
    `update hub.integracao_outbox set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null`,
  )
  await hub.round()
  const [dead] = await hub.sql.rows('select status, ultimo_erro from hub.integracao_outbox')
  const why = 'o envio ainda não tem pedidos, depois de muitas consultas'
  assert.deepEqual(dead, { status: 'MORTO', ultimo_erro: why })
})

test('an empty list of a shipment’s orders is asked for again, unless the shipment was cancelled', async (t) => {
  const hub = await enrichHub(t)
  const answers = { [`${SHIPMENT}/orders`]: json([]) }
  assert.equal(await fetched(hub, SHIPMENT, answers), 'ADIADO')
  const why = 'select ultimo_erro from hub.integracao_outbox'
  assert.equal(await hub.sql.value(why), 'o envio ainda não tem pedidos')
  const cancelled = json(shipmentBody({ status: 'cancelled', substatus: null }))
  assert.equal(await fetched(hub, SHIPMENT, { ...answers, [SHIPMENT]: cancelled }), 'CONCLUIDO')
})

test('neither an older reading nor a newer one without them changes the pack and the shipment, and both count as readings', async (t) => {
  const hub = await enrichHub(t)
  const { sql } = hub
  const read = async (versao: number, packId: string | null, envioId: string | null) => {
    await hub.requestFetch('/orders/1')
    await sql.rows(`update hub.pedido_marketplace set lido_em = now() - interval '1 day'`)
    await sql.rows(
      `select mercado_livre.settle(id, lock_version, $1, '[]') from mercado_livre.claim('teste/h', 1, '2 min')`,
      [JSON.stringify([{ externalId: '1', packId, envioId, versao }])],
    )
    return sql.rows(
      `select pack_id, envio_id, versao::int, lido_em > now() - interval '1 h' as lido from hub.pedido_marketplace`,
    )
  }
  const first = [{ pack_id: 'p2', envio_id: 'e2', versao: 2, lido: true }]
  assert.deepEqual(await read(2, 'p2', 'e2'), first)
  assert.deepEqual(await read(1, 'p1', 'e1'), first)
  assert.deepEqual(await read(3, null, null), [{ ...first[0], versao: 3 }])
  assert.deepEqual(await read(3, 'p3', 'e3'), [
    { pack_id: 'p3', envio_id: 'e3', versao: 3, lido: true },
  ])
})

const logistic = (type: string) => ({
  [SHIPMENT]: json(shipmentBody({ logistic: { type, direction: 'forward' } })),
})

suite(
  'a parcel that is not the store’s hub’s holds its order, whichever reading says so first',
  () => {
    const recent = new Date().toISOString()
    const withOrder = (shipping: unknown): Answers => ({
      [ORDER]: json(orderBody({ last_updated: recent, shipping })),
      [SHIPMENT]: json({}, 500),
    })
    const alone = withOrder({ id: Number(order.envio) })
    const cases: [string, ...(readonly [string, Answers])[]][] = [
      ['the order’s', [ORDER, { ...alone, ...logistic('fulfillment') }]],
      ['the shipment’s after the order’s', [ORDER, alone], [SHIPMENT, logistic('fulfillment')]],
      ['the shipment’s before the order’s', [SHIPMENT, logistic('fulfillment')], [ORDER, alone]],
      [
        'the shipment’s after an order without one',
        [ORDER, withOrder(null)],
        [SHIPMENT, logistic('Fulfillment')],
      ],
      [
        'the shipment’s before an order without one',
        [SHIPMENT, logistic('fulfillment')],
        [ORDER, withOrder(undefined)],
      ],
      [
        'an older order’s, that repeats it',
        [ORDER, withOrder({ id: Number(order.envio), logistic_type: 'fulfillment' })],
        [SHIPMENT, { [SHIPMENT]: json(shipmentBody({ logistic: null })) }],
      ],
    ]
    const told = `select p.status, array(select f.tipo from ops.pedido_falta as f where f.pedido_id = p.id) as falta,
    (select count(*)::int from hub.notificacao as n where n.pedido_id = p.id) as avisos from hub.pedido as p`
    for (const [name, ...readings] of cases) {
      test(name, async (t) => {
        const hub = await enrichHub(t)
        const { sql } = hub
        for (const [resource, answers] of readings) {
          await fetched(hub, resource, answers)
          await hub.drain()
        }
        await sql.rows(
          `select processing.save_sku_mapping(123, 'ML', i.sku_externo, 'INT-1', 'teste') from hub.pedido_item as i`,
        )
        await releaseDue(sql)
        await hub.drain()
        const held = { status: 'RECEBIDO', falta: ['LOGISTICA'], avisos: 0 }
        assert.deepEqual(await sql.rows(told), [held])

        await sql.rows(`select tenants.set_foreign_logistics(123, '{self_service}', 'teste')`)
        const now = json(shipmentBody({ last_updated: recent, logistic: null }))
        await fetched(hub, SHIPMENT, { [SHIPMENT]: now })
        await hub.drain()
        assert.deepEqual(await sql.rows(told), [{ status: 'PRONTO', falta: [], avisos: 1 }])
      })
    }
  },
)

test('a logistic type that only the shipment’s own fetch request brings holds its order, and releases it', async (t) => {
  const hub = await enrichHub(t)
  const { sql } = hub
  const asked = `select envio_id, logistica, envio_erro is null as lido from hub.pedido_marketplace`
  const told = `select p.status, array(select f.tipo from ops.pedido_falta as f where f.pedido_id = p.id) as falta,
    (select count(*)::int from hub.notificacao as n where n.pedido_id = p.id) as avisos from hub.pedido as p`
  const recent = json(orderBody({ last_updated: new Date().toISOString() }))
  await fetched(hub, ORDER, { [ORDER]: recent, [SHIPMENT]: json({}, 500) })
  await hub.drain()
  await sql.rows(
    `select processing.save_sku_mapping(123, 'ML', i.sku_externo, 'INT-1', 'teste') from hub.pedido_item as i`,
  )
  assert.deepEqual(await sql.rows(asked), [{ envio_id: order.envio, logistica: null, lido: false }])
  const read = `select versao, versao_desde, lido_em from hub.pedido_marketplace`
  const before = await sql.rows(read)

  assert.equal(await fetched(hub, SHIPMENT, logistic('fulfillment')), 'CONCLUIDO')
  assert.deepEqual(await sql.rows(asked), [
    { envio_id: order.envio, logistica: 'fulfillment', lido: true },
  ])
  assert.deepEqual(await sql.rows(read), before, 'the order itself was not read')
  await releaseDue(sql)
  await hub.drain()
  assert.deepEqual(await sql.rows(told), [{ status: 'RECEBIDO', falta: ['LOGISTICA'], avisos: 0 }])

  const stored = (await events(hub)).length
  await fetched(hub, SHIPMENT, logistic('fulfillment'))
  assert.equal((await events(hub)).length, stored, 'what says the same makes no event')
  await fetched(hub, SHIPMENT, logistic('drop_off'))
  await hub.drain()
  assert.deepEqual(await sql.rows(told), [{ status: 'PRONTO', falta: [], avisos: 1 }])
})

test('reading a shipment does not count as reading its order; a shipment that is not the order’s own changes nothing', async (t) => {
  const hub = await enrichHub(t)
  const { sql } = hub
  const read = `select envio_id, logistica, versao > 0 as lido, antigo_ate is not null as antigo from hub.pedido_marketplace`
  const unread = () =>
    sql.rows(`select external_id from mercado_livre.unread_orders(123, $1, '{0}')`, [[order.id]])
  await fetched(hub, SHIPMENT, logistic('fulfillment'))
  const first = { envio_id: order.envio, logistica: 'fulfillment', lido: false, antigo: false }
  assert.deepEqual(await sql.rows(read), [first])
  assert.deepEqual(await unread(), [{ external_id: order.id }])

  const old = '2020-09-27T12:10:00.000-04:00'
  await fetched(hub, ORDER, {
    [ORDER]: json(orderBody({ last_updated: old, date_last_updated: old })),
    [SHIPMENT]: json(shipmentBody({ last_updated: old })),
  })
  const second = { envio_id: order.envio, logistica: 'drop_off', lido: true, antigo: true }
  assert.deepEqual(await sql.rows(read), [second])
  assert.deepEqual(await unread(), [])

  const former = '/shipments/44009999999'
  await fetched(hub, former, {
    [former]: json(shipmentBody({ id: 44009999999, logistic: { type: 'fulfillment' } })),
    [`${former}/orders`]: json(carried),
  })
  assert.deepEqual(await sql.rows(read), [second])
})

test('a token that is refused is renewed once, and the request is made again with the new one', async (t) => {
  const renewed: number[] = []
  const token = (versao: number) =>
    Promise.resolve({ kind: 'token', accessToken: `APP_USR-${versao}`, versao } as const)
  const hub: EnrichHub = await enrichHub(t, {
    tokens: {
      of: () => token(1),
      renew: (_, versao) => {
        renewed.push(versao)
        return token(2)
      },
      refused: () => assert.fail('the new token is good'),
    },
  })
  hub.marketplace.answer = (response, path) => {
    const isNew = hub.marketplace.received.at(-1)?.headers.authorization === 'Bearer APP_USR-2'
    json(
      isNew ? orderBody({ id: path.split('/').at(-1), shipping: null }) : {},
      isNew ? 200 : 401,
    )(response)
  }
  await hub.requestFetch('/orders/8')
  await hub.round()
  assert.deepEqual([hub.outcomes, renewed], [['CONCLUIDO'], [1]])
  assert.equal(hub.marketplace.received.length, 2)
})

test('a renewed token that is refused again ends the connection, and only that seller’s fetch requests wait', async (t) => {
  const refused: unknown[] = []
  const token = { kind: 'token', accessToken: 'APP_USR-de-teste', versao: 1 } as const
  const hub: EnrichHub = await enrichHub(t, {
    tokens: {
      of: () => Promise.resolve(token),
      renew: () => Promise.resolve({ ...token, versao: 2 }),
      async refused(conectorId, versao) {
        refused.push(versao)
        const ended = [conectorId, versao]
        await hub.sql.rows(`update hub.integracao_conector set token_versao = 2`)
        await hub.sql.rows(`select mercado_livre.require_authorization($1, $2, 'x')`, ended)
        return { kind: 'reauthorize' }
      },
    },
  })
  assert.equal(await fetched(hub, ORDER, { [ORDER]: json({}, 401) }), 'ESTACIONADO')
  assert.deepEqual(refused, [2])
  assert.equal(hub.marketplace.received.length, 2)
})
