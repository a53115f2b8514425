/** The list and the page of orders: what is found, by what, for whom. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counterOrders, EXTERNAL_IDS } from '../../../support/relay/counter-orders.ts'
import { append, drain, readyPayload } from '../../../support/relay/engine.ts'
import { readingOf } from '../../../support/ingress/reading.ts'
import { openTestPanel, type TestPanel, type Who } from '../../../support/panel/test-panel.ts'

/** External ids in the order in which the list has them. */
async function listed(panel: TestPanel, query: string, as: Who = 'operador') {
  const { status, text } = await panel.call('GET', `/pedidos${query}`, { as })
  assert.equal(status, 200, query)
  return [...text.matchAll(/href="\/pedidos\/\d+"><bdi>(ML-ORD-\w+)/g)].map(([, id]) => id)
}

test('the list begins with what is ready, filters by status, store and day, and hides other tenants', async (t) => {
  const panel = await openTestPanel(t)
  const { pronto, incerto, faltando, cancelado, retirado, alheio } = EXTERNAL_IDS
  await counterOrders(panel.client)
  assert.deepEqual(await listed(panel, ''), [alheio, incerto, pronto].toSorted().toReversed())
  assert.deepEqual(await listed(panel, '?status=RECEBIDO'), [faltando])
  assert.deepEqual(await listed(panel, '?status=RETIRADO&status=CANCELADO'), [retirado, cancelado])
  assert.equal((await listed(panel, '?status=TODOS')).length, 6)
  assert.deepEqual(await listed(panel, '?tenant=456'), [alheio])
  assert.deepEqual(await listed(panel, '?tenant=123', 'outro'), [])
  assert.deepEqual(await listed(panel, '?status=TODOS', 'outro'), [alheio])
  const today = await panel.client.value<string>(
    `select to_char(now() at time zone 'America/Sao_Paulo', 'YYYY-MM-DD')`,
  )
  assert.equal((await listed(panel, `?status=TODOS&de=${today}&ate=${today}`)).length, 6)
  await panel.client.rows(
    `update hub.pedido set created_at = ($1::date)::timestamp at time zone 'America/Sao_Paulo' - interval '1 second'
     where external_id = $2`,
    [today, pronto],
  )
  assert.equal((await listed(panel, `?status=TODOS&de=${today}`)).length, 5)
  assert.deepEqual(await listed(panel, `?status=TODOS&ate=2000-01-01`), [])
})

test('tabs tell how many orders have each status, and whose', async (t) => {
  const panel = await openTestPanel(t)
  await counterOrders(panel.client)
  const counts = async (as: Who) => {
    const { text } = await panel.call('GET', '/pedidos', { as })
    return [...text.matchAll(/<span class="count"> ([\d.+]+)<\/span>/g)].map(([, n]) => n)
  }
  assert.deepEqual(await counts('leitor'), ['3', '1', '1', '1', '6'])
  assert.deepEqual(await counts('outro'), ['1', '0', '0', '0', '1'])
})

test('a code leads to its order: external id, label, pack, shipment and number, in either case', async (t) => {
  const panel = await openTestPanel(t)
  const ids = await counterOrders(panel.client)
  const sentTo = async (q: string, as: Who = 'operador') =>
    (await panel.call('GET', `/pedidos?q=${encodeURIComponent(q)}`, { as })).location
  for (const q of [
    EXTERNAL_IDS.pronto,
    'BR123456789',
    'br123456789',
    ' PACK-9 ',
    '7001',
    ids.pronto,
  ]) {
    assert.equal(await sentTo(q), `/pedidos/${ids.pronto}`, q)
  }
  assert.equal(await sentTo('BR2001', 'outro'), `/pedidos/${ids.alheio}`)
  // What another tenant has is as if it were not there.
  assert.equal(await sentTo('BR2001', 'operador'), `/pedidos/${ids.alheio}`)
  for (const q of [
    'pack-9\r\n',
    '＃ml-ord-1001',
    'envio: 7001',
    '{"sender_id":1,"t":"lm","id":"7001"}',
    `${' '.repeat(300)}\u200BBR123456789\t`,
  ]) {
    assert.equal(await sentTo(q), `/pedidos/${ids.pronto}`, q)
  }
  for (const q of [EXTERNAL_IDS.pronto, 'BR123456789', 'PACK-9', '7001', ids.pronto]) {
    assert.equal(await sentTo(q, 'outro'), null, q)
    assert.deepEqual(await listed(panel, `?q=${encodeURIComponent(q)}`, 'outro'), [], q)
  }
})

test('the beginning of a code lists what begins so, in every status; a name finds nobody', async (t) => {
  const panel = await openTestPanel(t)
  await counterOrders(panel.client)
  assert.equal((await listed(panel, '?q=ML-ORD-1')).length, 5)
  assert.equal((await listed(panel, '?q=ml-ord-')).length, 6)
  assert.deepEqual(await listed(panel, '?q=BR100&status=RETIRADO'), [EXTERNAL_IDS.retirado])
  assert.deepEqual(await listed(panel, '?q=ML-ORD-&tenant=456'), [EXTERNAL_IDS.alheio])
  for (const q of ['Maria', 'Silva', '12345678909', '%', '_L-ORD', '*']) {
    assert.deepEqual(await listed(panel, `?q=${encodeURIComponent(q)}`), [], q)
  }
})

test('a code that several orders share lists them all', async (t) => {
  const panel = await openTestPanel(t)
  await counterOrders(panel.client)
  await append(panel.client, [{ externalId: 'ML-ORD-1009', payload: readyPayload }])
  await drain(panel.client)
  assert.deepEqual(await listed(panel, '?q=BR123456789'), ['ML-ORD-1009', EXTERNAL_IDS.pronto])
})

test('pages neither repeat nor skip an order while others arrive, whatever was stored at once', async (t) => {
  const panel = await openTestPanel(t)
  await counterOrders(panel.client)
  const arrive = async (prefix: string, n: number) => {
    const events = Array.from({ length: n }, (_, i) => ({
      externalId: `ML-ORD-${prefix}${String(i).padStart(3, '0')}`,
      payload: readyPayload,
    }))
    await append(panel.client, events)
    await drain(panel.client)
  }
  await arrive('A', 120)
  const before = await panel.client.rows<{ e: string }>(
    `select external_id as e from hub.pedido where status = 'PRONTO' order by created_at desc, id desc`,
  )
  const seen: string[] = []
  let next: string | null = '/pedidos'
  for (let page = 0; next !== null; page += 1) {
    const { text }: { text: string } = await panel.call('GET', next, { as: 'operador' })
    seen.push(...[...text.matchAll(/><bdi>(ML-ORD-\w+)/g)].map(([, id]) => id ?? ''))
    next = /href="([^"]*cursor=[^"]*)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? null
    await arrive(`N${page}`, 60)
  }
  assert.deepEqual(
    seen,
    before.map(({ e }) => e),
  )
})

test('an address that is no filter is refused, and shows no order', async (t) => {
  const panel = await openTestPanel(t)
  await counterOrders(panel.client)
  const wrong = [
    'x=1',
    'status=pronto',
    'status=PRONTO&status=NADA',
    'tenant=abc',
    'tenant=9223372036854775808',
    'de=2026-02-30',
    'de=2026-02-02&ate=2026-02-01',
    'cursor=abc',
    `q=${'x'.repeat(2049)}`,
    'q=a&q=b',
    'q=%00',
    'loja=123',
  ]
  for (const query of wrong) {
    const { status, text } = await panel.call('GET', `/pedidos?${query}`, { as: 'operador' })
    assert.equal(status, 400, query)
    assert.doesNotMatch(text, /ML-ORD/, query)
  }
  for (const query of ['tenant=9223372036854775807', 'status=&q=&tenant=&de=&ate=', 'q=%20']) {
    const { status } = await panel.call('GET', `/pedidos?${query}`, { as: 'operador' })
    assert.equal(status, 200, query)
  }
})

test('nothing yet, nothing ready and nothing that matches are told apart', async (t) => {
  const panel = await openTestPanel(t)
  const says = async (query: string) =>
    (await panel.call('GET', `/pedidos${query}`, { as: 'operador' })).text
  assert.match(await says(''), /Nenhum pedido está pronto agora/)
  assert.match(await says('?status=TODOS'), /Ainda não há pedidos/)
  assert.match(await says('?tenant=456'), /Nenhum pedido corresponde a estes filtros/)
  assert.match(await says('?q=ABC'), /Nenhum pedido tem este código/)
  const evil = encodeURIComponent('"><script>alert(1)</script>\u202E')
  const none = await says(`?q=${evil}`)
  assert.match(none, /Procurou-se[^.]*como id do pedido, etiqueta, pacote, envio e número no hub/)
  assert.doesNotMatch(none, /<script>alert|\u202E/)
})

test("an order's page tells what it is, masked, what it lacks, and its story in order", async (t) => {
  const panel = await openTestPanel(t)
  const ids = await counterOrders(panel.client)
  const show = async (id: string, as: Who = 'leitor') =>
    (await panel.call('GET', `/pedidos/${id}`, { as })).text
  const ready = await show(ids.pronto)
  for (const part of [
    'Maria S.',
    '*********09',
    'PACK-9',
    '7001',
    'A-3',
    '10 × 20 × 30 cm',
    '1,2 kg',
  ]) {
    assert.ok(ready.includes(part), part)
  }
  for (const person of ['Maria Silva', '12345678909', '11999990000']) {
    assert.ok(!ready.includes(person), person)
  }
  const missing = await show(ids.faltando)
  for (const sentence of [
    'A etiqueta ainda não chegou',
    'O SKU NOVO-1 não está mapeado',
    'O status estranho do marketplace não está mapeado',
  ]) {
    assert.ok(missing.includes(sentence), sentence)
  }
  assert.doesNotMatch(missing, /O SKU ABC-1|O nome de quem vai retirar/)
  assert.match(missing, /<a href="\/pendencias"><span class="pill waiting">/)
  const collected = await show(ids.retirado)
  assert.match(collected, /Entregue por operador:maria; retirou uma pessoa autorizada/)
  const steps = [...collected.matchAll(/<p class="what">(?:<a href="\/eventos\/\d+">)?([^<]*)/g)]
  assert.deepEqual(
    steps.map(([, step]) => step?.replace(/nº \d+/, 'nº N')),
    [
      'Evento nº N recebido: ORDER_CREATED, versão 1',
      'Pedido criado',
      'PRONTO para retirada',
      'Aviso de retirada na fila (WHATSAPP, automático)',
      'RETIRADO',
    ],
  )
  assert.match(await show(ids.cancelado), /CANCELADO no marketplace/)
})

test('an order that is not there, or is of another tenant, is not found', async (t) => {
  const panel = await openTestPanel(t)
  const { pronto, alheio } = await counterOrders(panel.client)
  const status = async (id: string, as: Who) =>
    (await panel.call('GET', `/pedidos/${id}`, { as })).status
  assert.equal(await status(alheio, 'outro'), 200)
  for (const id of [
    pronto,
    '999',
    '0',
    '01',
    'abc',
    '9999999999999999999',
    '99999999999999999999',
  ]) {
    assert.equal(await status(id, 'outro'), 404, id)
  }
})

test('what a marketplace writes does nothing on the page', async (t) => {
  const panel = await openTestPanel(t)
  await counterOrders(panel.client)
  const evil = `<script>alert(1)</script>\u202E"><img src=x onerror=alert(1)>`
  await append(panel.client, [
    {
      externalId: 'ML-ORD-66',
      payload: {
        destinatario: { nome: `${evil} ${evil}` },
        itens: [{ sku: evil, quantidade: 1 }],
        etiqueta: evil,
        status: evil,
      },
    },
  ])
  await drain(panel.client)
  const found = await panel.call('GET', '/pedidos?q=ML-ORD-66', { as: 'operador' })
  const { text } = await panel.call('GET', found.location ?? '', { as: 'operador' })
  const list = await panel.call('GET', '/pedidos?status=RECEBIDO', { as: 'operador' })
  for (const page of [text, list.text]) {
    assert.match(page, /&lt;script&gt;/)
    assert.doesNotMatch(page, /<script>|<img|\u202E/)
    assert.match(page, /⟪U\+202E⟫/)
  }
})

test('an order says why it is not ready, the first to be solved first; a code without an order shows what came of it', async (t) => {
  const panel = await openTestPanel(t)
  const ids = await counterOrders(panel.client)
  const { client } = panel
  const see = async (path: string, as: Who = 'leitor') =>
    readingOf((await panel.call('GET', path, { as })).text)
  await append(client, [
    {
      externalId: EXTERNAL_IDS.faltando,
      tipo: 'ORDER_UPDATED',
      versao: 5,
      payload: { statusPedido: 'order:payment_required' },
    },
  ])
  await drain(client)
  const [dead] = await append(client, [
    { externalId: EXTERNAL_IDS.faltando, tipo: 'ORDER_UPDATED', versao: 6 },
    { externalId: 'ML-ORD-SO-EVENTO' },
  ])
  await client.rows(
    `select relay.settle_failure(id, null, null, 'a coluna "12345678909" não serve', 'teste', '{}')
    from hub.integracao_outbox where destino = 'PROCESSAR'`,
  )
  const page = await see(`/pedidos/${ids.faltando}`)
  assert.match(page, /Para ficar PRONTO falta: O pedido ainda não foi pago/)
  assert.match(page, new RegExp(`O evento nº ${dead?.id} esgotou as tentativas.* Ver o evento`))
  assert.doesNotMatch(page, /12345678909/)

  const found = await see('/pedidos?q=ML-ORD-SO-EVENTO')
  assert.match(found, /Ainda não há pedido com este código .*ORDER_CREATED ! MORTO .*esgotou/)
  assert.match(await see('/pedidos?q=ML-ORD-SO-EVENTO', 'outro'), /Nenhum pedido tem este código/)
})
