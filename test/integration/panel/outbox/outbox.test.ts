/** The queue on screen: what waits and why, dead rows and the acts on them, and leases. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deadEvent, deadNotice, waitingNotice } from '../../../support/relay/dead-rows.ts'
import { append, drain, prepareTenant } from '../../../support/relay/engine.ts'
import { readingOf } from '../../../support/ingress/reading.ts'
import { sqlClient } from '../../../support/database/sql-client.ts'
import {
  type Called,
  openTestPanel,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'

const get = (panel: TestPanel, path: string, as: Who = 'dba') => panel.call('GET', path, { as })

const post = (panel: TestPanel, path: string, form: Record<string, string>, as: Who = 'dba') =>
  panel.call('POST', path, { as, form })

async function hub(t: Parameters<typeof openTestPanel>[0]): Promise<TestPanel> {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  return panel
}

const keyOf = ({ text }: Called) => /name="chave" value="([^"]*)"/.exec(text)?.[1] ?? ''
const rowsOf = ({ text }: Called) =>
  Array.from(text.matchAll(/href="\/outbox\/(\d+)"/g), ([, id = '']) => id)

const status = (panel: TestPanel, id: string) =>
  panel.client.rows('select status from hub.integracao_outbox where id = $1', [id])

test('each row says what it is, why it waits, until when, and which process has it', async (t) => {
  const panel = await hub(t)
  const { client } = panel
  assert.match((await get(panel, '/outbox')).text, /A fila está vazia/)
  const events = await append(client, [
    { externalId: 'retry' },
    { externalId: 'sku', payload: { itens: [{ sku: 'X', quantidade: 1 }] } },
  ])
  await client.rows(
    `select relay.settle_failure($1, null, '22P02', 'CPF 123.456.789-09 recusado', 'w', '{1 h}')`,
    [events[0]!.id],
  )
  await drain(client)
  await waitingNotice(client, 'aviso')
  await client.rows(`select * from notifications.claim('maquina/7', 1, '10 min')`)
  await client.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  await append(client, [{ externalId: 'parked' }])
  const { text } = await get(panel, '/outbox', 'leitor')
  for (const said of [
    /falhou e será tentado de novo/,
    // An hour, and the jitter of retries.
    /em (?:5\d min|1 h)/,
    /1ª tentativa/,
    /falta um mapeamento/,
    /até ser mapeado/,
    /maquina\/7/,
    /em (?:9|10) min/,
    /a integração da loja está desligada/,
    /Aviso a enviar/,
  ])
    assert.match(text, said)
  assert.ok(!text.includes('123.456.789-09'), 'errors are masked')
})

test('the filters are in the address, the counts are capped, and what is unknown is 400', async (t) => {
  const panel = await hub(t)
  const dead = await deadEvent(panel.client, 'A')
  const notice = await waitingNotice(panel.client, 'B')
  assert.deepEqual(rowsOf(await get(panel, '/outbox?status=MORTO')), [dead])
  assert.deepEqual(rowsOf(await get(panel, '/outbox?destino=NOTIFICAR&tenant=123')), [notice])
  assert.match((await get(panel, '/outbox?tenant=456')).text, /Limpar os filtros/)
  assert.deepEqual(
    rowsOf(await get(panel, '/outbox', 'outro')),
    [],
    "another store's rows are not there",
  )
  for (const bad of [
    'status=X',
    'motivo=X',
    'destino=X',
    'tenant=x',
    'cursor=x',
    'outro=1',
    'status=MORTO&status=PENDENTE',
  ]) {
    assert.equal((await get(panel, `/outbox?${bad}`)).status, 400, bad)
  }
  await panel.client.rows(`
    insert into hub.integracao_outbox (id, tenant_id, canal, destino)
    select n, 123, 'ML', 'PROCESSAR' from generate_series(1000000, 1010100) as n`)
  const { text } = await get(panel, '/outbox?status=PENDENTE')
  assert.match(text, /10\.000\+/)
  const seen = new Set<string>()
  let path = '/outbox?destino=PROCESSAR'
  for (let pages = 0; pages < 3; pages += 1) {
    const page = await get(panel, path)
    for (const id of rowsOf(page)) {
      assert.ok(!seen.has(id), 'no row comes twice')
      seen.add(id)
    }
    await panel.client.rows(`
      insert into hub.integracao_outbox (id, tenant_id, canal, destino)
      select ${2000000 + pages * 100} + n, 123, 'ML', 'PROCESSAR' from generate_series(1, 60) as n`)
    path =
      /href="([^"]*cursor=[^"]*)" rel="next"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  }
  assert.equal(seen.size, 150)
})

for (const acao of ['devolver', 'descartar'] as const) {
  test(`a dead row: ${acao}, for a reason, once however often the form is sent`, async (t) => {
    const panel = await hub(t)
    const id = await deadEvent(panel.client, 'A')
    const page = await get(panel, `/outbox/${id}`)
    const form = { motivo: 'conferido', chave: keyOf(page) }
    const wrong = await post(panel, `/outbox/${id}/${acao}`, { ...form, motivo: ' ' })
    assert.equal(wrong.status, 422)
    assert.match(wrong.text, /Informe o motivo/)
    assert.equal(keyOf(wrong), form.chave, 'it is the same act still')
    const clicks = await Promise.all(
      [1, 2, 3].map(() => post(panel, `/outbox/${id}/${acao}`, form)),
    )
    assert.deepEqual(
      [...new Set(clicks.map(({ location }) => location))],
      [`/outbox?status=MORTO&feito=outbox.${acao}`],
    )
    assert.deepEqual(await status(panel, id), acao === 'devolver' ? [{ status: 'PENDENTE' }] : [])
    const audits = await panel.client.rows(
      `select ator, motivo from hub.auditoria where acao in ('evento.reprocessar', 'outbox.descartar')`,
    )
    assert.deepEqual(audits, [{ ator: 'operador:dba', motivo: 'conferido' }])
    const later = await post(panel, `/outbox/${id}/${acao}`, {
      ...form,
      chave: crypto.randomUUID(),
    })
    assert.equal(later.status, acao === 'devolver' ? 409 : 404)
  })
}

test('a row of another store, a row that is not dead and a finished row can not be acted on', async (t) => {
  const panel = await hub(t)
  const dead = await deadEvent(panel.client, 'A')
  const alive = await waitingNotice(panel.client, 'B')
  const act = (id: string, as: Who) =>
    post(panel, `/outbox/${id}/devolver`, { motivo: 'x', chave: crypto.randomUUID() }, as)
  assert.equal((await act(dead, 'outro')).status, 404)
  assert.equal((await act(dead, 'leitor')).status, 403)
  assert.equal((await act(alive, 'operador')).status, 409)
  assert.equal((await act('999999', 'operador')).status, 404)
  assert.doesNotMatch((await get(panel, `/outbox/${dead}`, 'auditor')).text, /name="chave"/)
  assert.doesNotMatch((await get(panel, `/outbox/${alive}`)).text, /name="chave"/)
  assert.equal((await get(panel, '/outbox/99999999999999999999')).status, 404)
})

test('all dead rows that match are planned as a bulk act, which then waits to be confirmed', async (t) => {
  const panel = await hub(t)
  const notice = await deadNotice(panel.client, 'N')
  const ids = [await deadEvent(panel.client, 'A'), await deadEvent(panel.client, 'B')]
  assert.match((await get(panel, '/outbox?status=MORTO')).text, /Devolver todas/)
  assert.doesNotMatch((await get(panel, '/outbox')).text, /Devolver todas/)
  assert.doesNotMatch((await get(panel, '/outbox?status=MORTO', 'auditor')).text, /Devolver todas/)
  const plan = (form: Record<string, string>, as: Who = 'dba') =>
    post(panel, '/outbox/lote/descartar', form, as)
  const planned = await plan({ motivo: 'limpeza', destino: 'PROCESSAR' })
  const lote = /^\/lotes\/(\d+)$/.exec(planned.location ?? '')?.[1]
  assert.deepEqual(
    await panel.client.rows(`select id, acao, status, total, filtro, motivo, ator from ops.lote`),
    [
      {
        id: lote,
        acao: 'DESCARTAR',
        status: 'PLANEJADO',
        total: 2,
        filtro: { status: 'MORTO', destino: 'PROCESSAR' },
        motivo: 'limpeza',
        ator: 'operador:dba',
      },
    ],
  )
  assert.deepEqual(
    (await panel.client.rows('select alvo_id from ops.lote_item order by 1')).map(
      (row) => row['alvo_id'],
    ),
    ids,
  )
  for (const id of [...ids, notice])
    assert.deepEqual(await status(panel, id), [{ status: 'MORTO' }])
  assert.equal((await plan({ motivo: ' ' })).status, 422)
  const none = await plan({ motivo: 'x', tenant: '456' })
  assert.equal(none.status, 422)
  assert.match(none.text, /nenhuma linha corresponde/)
  assert.equal((await plan({ motivo: 'x' }, 'outro')).status, 422, 'nothing of another store')
  assert.equal((await plan({ motivo: 'x' }, 'leitor')).status, 403)
})

test('leases are told by holder, and those that are overdue are marked', async (t) => {
  const panel = await hub(t)
  assert.match((await get(panel, '/outbox/leases')).text, /Nenhum processo tem uma linha/)
  await waitingNotice(panel.client, 'A')
  await panel.client.rows(`select * from notifications.claim('maquina/9', 1, '-5 s')`)
  const { text } = await get(panel, '/outbox/leases', 'leitor')
  assert.match(text, /maquina\/9/)
  assert.match(text, /vencida/)
  assert.doesNotMatch((await get(panel, '/outbox/leases', 'outro')).text, /maquina\/9/)
  assert.equal((await get(panel, '/outbox/leases?x=1')).status, 400)
})

test('what slows the database down is said as hub doctor says it, and open breakers are shown', async (t) => {
  const panel = await hub(t)
  assert.match((await get(panel, '/outbox/bloqueios')).text, /Nenhuma transação ou sessão segura/)
  await panel.client.rows(`
    insert into hub.conector_disjuntor (conector_id, operacao, estado, reabre_em)
    values (${panel.tenant.conectorId}, 'orders', 'ABERTO', now() + interval '5 min')`)
  // A transaction grows old by waiting only: the database's own test has one that is young.
  await panel.client.rows(`
    create or replace function ops.blockers(p_segundos int default 60, p_xids int default 100000)
    returns table (tipo text, pid int, quem text, desde timestamptz, bloqueadores int[], frase text)
    language sql stable as $$ values ('OCIOSA', 7, 'x', now() - interval '2 h 5 min 30 s', null::int[], 'teste tem uma transação aberta'),
      ('FILA', 8, 'y', now(), null, 'dba segura a tabela hub.pedido; para encerrar: select pg_terminate_backend(8)') $$`)
  const { text } = await get(panel, '/outbox/bloqueios', 'leitor')
  assert.match(text, /Teste tem uma transação aberta\./)
  assert.match(text, /há 2 h 5 min/)
  for (const at of ['/', '/outbox/bloqueios']) {
    const seen = await get(panel, at, 'leitor')
    assert.match(seen.text, /Dba segura a tabela hub\.pedido; .* pg_terminate_backend\(8\)/, at)
  }
  assert.doesNotMatch((await get(panel, '/', 'leitor')).text, /Teste tem uma transação aberta/)
  assert.match(text, /orders/)
  assert.doesNotMatch((await get(panel, '/outbox/bloqueios', 'outro')).text, /orders/)
})

test("a row is called by its order's name, inert, and leads to its event or its order", async (t) => {
  const panel = await hub(t)
  const event = await deadEvent(panel.client, '<b>\u202eML-1')
  const notice = await deadNotice(panel.client, 'ML-2')
  const list = await get(panel, '/outbox')
  assert.match(readingOf(list.text), new RegExp(`Aviso a enviar ${notice} ML-2 ! MORTO`))
  const page = await get(panel, `/outbox/${event}`)
  for (const { text } of [list, page]) {
    assert.doesNotMatch(text, /<b>|\u202e/)
    assert.match(text, /&lt;b&gt;/)
  }
  assert.match(page.text, new RegExp(`href="/eventos/${event}"`))
  const order = await panel.client.value<string>(
    'select pedido_id from hub.notificacao where id = $1',
    [notice],
  )
  assert.match((await get(panel, `/outbox/${notice}`)).text, new RegExp(`href="/pedidos/${order}"`))
})

test('a dead row that a step has locked is 409, and the form keeps what was typed', async (t) => {
  const panel = await hub(t)
  const dead = await deadEvent(panel.client, 'A')
  const step = await sqlClient(t, panel.url)
  await step.rows('begin')
  await step.rows('select from hub.integracao_outbox where id = $1 for update', [dead])
  const form = { motivo: 'conferido', chave: crypto.randomUUID() }
  const busy = await post(panel, `/outbox/${dead}/devolver`, form)
  await step.rows('rollback')
  assert.equal(busy.status, 409)
  assert.match(readingOf(busy.text), /está sendo tratada agora/)
  assert.match(busy.text, /value="conferido"/)
  assert.equal(keyOf(busy), form.chave)
  assert.equal((await post(panel, `/outbox/${dead}/devolver`, form)).status, 303)
})

test('the newest rows are found by index, however long the queue is: nothing is sorted', async (t) => {
  const panel = await hub(t)
  await panel.client.rows('set enable_seqscan = off')
  for (const [view, order] of [
    ['ops.outbox', 'id desc'],
    ['ops.lease', 'bloqueado_ate'],
  ]) {
    const plan = await panel.client.rows<Record<string, string>>(
      `explain select * from ${view} order by ${order} limit 51`,
    )
    const text = plan.flatMap(Object.values).join('\n')
    assert.match(text, /Index Scan/)
    assert.doesNotMatch(text, /Sort|Subquery/, text)
  }
})
