/** Missing mappings on screen: how many events wait, since when, and exactly which ones saving releases. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { append, drain, readyPayload } from '../../../support/relay/engine.ts'
import {
  type Called,
  openTestPanel,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'

const get = (panel: TestPanel, path: string, as: Who = 'operador') =>
  panel.call('GET', path, { as })

const post = (panel: TestPanel, path: string, form: Record<string, string>, as: Who = 'operador') =>
  panel.call('POST', path, { as, form })

/** Events of tenant 123 that lack a SKU, a status, or both; the one of 456 lacks the SKU. Resolves to their ids. */
async function held(panel: TestPanel) {
  const of = (sku: string, status: string | undefined) => ({
    ...readyPayload,
    itens: [{ sku, quantidade: 1 }],
    status,
  })
  const { client } = panel
  await client.rows(`select processing.save_sku_mapping(123, 'ML', 'OK', 'INT', 'teste')`)
  const events = await append(client, [
    { externalId: 'sku', payload: of('NOVO', undefined) },
    { externalId: 'both', payload: of('NOVO', 'estranho') },
    { externalId: 'status', payload: of('OK', 'estranho') },
    { externalId: 'other', tenantId: 456, payload: of('NOVO', undefined) },
  ])
  await drain(client)
  const [sku, both, status, other] = events.map(({ id }) => id)
  return { sku: sku!, both: both!, status: status!, other: other! }
}

async function pendingOf(panel: TestPanel, chave: string, tenant = 123): Promise<string> {
  const id = await panel.client.value<string>(
    'select id from hub.pendencia_mapeamento where chave = $1 and tenant_id = $2',
    [chave, tenant],
  )
  return `/pendencias/${id}`
}

/** The events that the page says it will release. */
function promised({ text }: Called): string[] {
  const [, list = ''] = /Exatamente .*? eventos?:(.*?)<\/p>/s.exec(text) ?? []
  return Array.from(list.matchAll(/href="\/eventos\/(\d+)"/g), ([, id = '']) => id)
}

const released = async (panel: TestPanel) =>
  (
    await panel.client.rows<{ id: string }>(
      `select id from hub.integracao_outbox where status = 'PENDENTE' and destino = 'PROCESSAR' order by id`,
    )
  ).map(({ id }) => id)

test('the list has one row for each missing mapping, with how many events wait, since when, and examples', async (t) => {
  const panel = await openTestPanel(t)
  assert.match((await get(panel, '/pendencias')).text, /Nada pendente/)
  const ids = await held(panel)
  await panel.client.rows(
    `update hub.integracao_evento set received_at = now() - interval '3 hours' where id = $1`,
    [ids.sku],
  )
  const { text } = await get(panel, '/pendencias', 'leitor')
  const row = /<bdi>NOVO<\/bdi>.*?<\/tr>/s.exec(text)?.[0] ?? ''
  assert.match(row, />2 eventos</)
  assert.match(row, /há 3 h/)
  for (const id of [ids.sku, ids.both]) assert.ok(row.includes(`/eventos/${id}`))
  assert.match(row, />Ver</, 'who may not map looks')
  assert.doesNotMatch((await get(panel, '/pendencias', 'outro')).text, /estranho/)
  assert.match(
    (await get(panel, '/pendencias?tipo=STATUS&tenant=123&q=ESTR')).text,
    /<bdi>estranho<\/bdi>/,
  )
  assert.match((await get(panel, '/pendencias?q=nada')).text, /Limpar os filtros/)
  for (const bad of ['tipo=X', 'outro=1', 'tenant=-1', 'cursor=x']) {
    assert.equal((await get(panel, `/pendencias?${bad}`)).status, 400, bad)
  }
})

test('more than one page is read without repeating or leaving out a row', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows(`
    insert into hub.pendencia_mapeamento (tenant_id, canal, tipo, chave)
    select 123, 'ML', 'SKU', 'S-' || n from generate_series(1, 120) as n`)
  const seen: string[] = []
  for (let path: string | null = '/pendencias'; path !== null;) {
    const page: Called = await get(panel, path)
    seen.push(
      ...Array.from(page.text.matchAll(/><bdi>(S-\d+)<\/bdi><\/a>/g), ([, key = '']) => key),
    )
    path =
      /href="([^"]*cursor=[^"]*)" rel="next"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? null
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 120 }, (_, n) => `S-${n + 1}`),
  )
})

test('saving a mapping releases exactly the events that the page has named', async (t) => {
  const panel = await openTestPanel(t)
  const ids = await held(panel)
  const path = await pendingOf(panel, 'NOVO')
  const page = await get(panel, path)
  assert.deepEqual(promised(page), [ids.sku])
  assert.match(page.text, /1\s+continua esperando/)
  assert.deepEqual((await post(panel, path, { interno: '' })).status, 422)
  const saved = await post(panel, path, { interno: 'INT-9' })
  assert.deepEqual([saved.status, saved.location], [303, '/pendencias?feito=mapeamento.salvar&n=1'])
  assert.deepEqual(await released(panel), [ids.sku])
  const status = await pendingOf(panel, 'estranho')
  assert.deepEqual(
    promised(await get(panel, status)),
    [ids.both, ids.status],
    'both lacks nothing else any more',
  )
  await post(panel, status, { interno: 'RECEBIDO', terminal: 'sim' })
  assert.deepEqual(await released(panel), [ids.sku, ids.both, ids.status])
  assert.equal(
    await panel.client.value(
      `select terminal from hub.mapeamento_status where status_externo = 'estranho'`,
    ),
    true,
  )
  assert.match((await get(panel, status)).text, /Já foi mapeado/)
})

test('a mapping that somebody else has made meanwhile is not written over; a second click is no conflict', async (t) => {
  const panel = await openTestPanel(t)
  await held(panel)
  const path = await pendingOf(panel, 'NOVO')
  await panel.client.rows(`select processing.save_sku_mapping(123, 'ML', 'NOVO', 'DELA', 'bia')`)
  const refused = await post(panel, path, { interno: 'MEU' })
  assert.equal(refused.status, 409)
  assert.match(refused.text, /já existe/)
  assert.equal(
    await panel.client.value(
      `select sku_interno from hub.mapeamento_sku where sku_externo = 'NOVO'`,
    ),
    'DELA',
  )
  const again = await post(panel, path, { interno: 'DELA' })
  assert.deepEqual([again.status, again.location], [303, '/pendencias'])
})

test('a status is mapped for every store by an admin of all, who sees what that releases', async (t) => {
  const panel = await openTestPanel(t)
  await held(panel)
  const path = await pendingOf(panel, 'estranho')
  assert.doesNotMatch((await get(panel, path)).text, /name="todas"/)
  assert.match(
    (await get(panel, path, 'admin')).text,
    /Para todas as lojas, libera 1 eventos? ao todo/,
  )
  assert.equal((await post(panel, path, { interno: 'PRONTO', todas: 'sim' })).status, 403)
  assert.equal((await post(panel, path, { interno: 'PRONTO', todas: 'sim' }, 'admin')).status, 303)
  assert.equal(
    await panel.client.value(
      `select tenant_id from hub.mapeamento_status where status_externo = 'estranho'`,
    ),
    null,
  )
})

test("another store's missing mapping is 404, and an operator who may not map is refused", async (t) => {
  const panel = await openTestPanel(t)
  await held(panel)
  const path = await pendingOf(panel, 'NOVO')
  for (const missing of [path, '/pendencias/999', '/pendencias/99999999999999999999']) {
    assert.equal((await get(panel, missing, 'outro')).status, 404)
    assert.equal((await post(panel, missing, { interno: 'X' }, 'outro')).status, 404)
  }
  for (const as of ['leitor', 'dba', 'auditor'] as const) {
    const page = await get(panel, path, as)
    assert.equal(page.status, 200)
    assert.doesNotMatch(page.text, /name="interno"/)
    assert.equal((await post(panel, path, { interno: 'X' }, as)).status, 403)
  }
})

test('more than 10,000 events are shown as 10.000+', async (t) => {
  const panel = await openTestPanel(t)
  await held(panel)
  await panel.client.rows(`
    begin;
    set local session_replication_role = replica;
    insert into hub.pendencia_evento (pendencia_id, evento_id)
    select id, 1000000 + n from hub.pendencia_mapeamento, generate_series(1, 10001) as n where chave = 'estranho';
    commit`)
  assert.match((await get(panel, '/pendencias?tipo=STATUS')).text, />10\.000\+ eventos</)
})

test('a key from outside is shown inert, wherever it stands', async (t) => {
  const panel = await openTestPanel(t)
  const sku = '<script>alert(1)</script>\u202eX'
  await append(panel.client, [
    { externalId: 'A', payload: { ...readyPayload, itens: [{ sku, quantidade: 1 }] } },
  ])
  await drain(panel.client)
  for (const path of ['/pendencias', await pendingOf(panel, sku)]) {
    const { text } = await get(panel, path)
    assert.doesNotMatch(text, /<script>alert|\u202e/)
    assert.match(text, /&lt;script&gt;alert\(1\)/)
  }
})

test('what can not be read in time is a banner in its place; the filters and the form are still shown', async (t) => {
  const panel = await openTestPanel(t)
  await held(panel)
  const path = await pendingOf(panel, 'NOVO')
  await panel.client.rows('begin')
  await panel.client.rows('lock table hub.pendencia_mapeamento in access exclusive mode')
  const list = await get(panel, '/pendencias')
  await panel.client.rows('rollback')
  assert.equal(list.status, 200)
  assert.match(list.text, /Esta consulta demorou demais/)
  assert.match(list.text, /O que falta/)

  // What a mapping releases is found in the outbox, what is missing is not.
  await panel.client.rows('begin')
  await panel.client.rows('lock table hub.integracao_outbox in access exclusive mode')
  const page = await get(panel, path)
  await panel.client.rows('rollback')
  assert.equal(page.status, 200)
  assert.match(page.text, /Esta consulta demorou demais/)
  assert.match(page.text, /name="interno"/)
})
