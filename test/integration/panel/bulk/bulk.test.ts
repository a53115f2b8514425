import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { append, drain, prepareTenant, readyPayload } from '../../../support/relay/engine.ts'
import { readingField, readingOf } from '../../../support/ingress/reading.ts'
import { openTestPanel, type TestPanel, type Who } from '../../../support/panel/test-panel.ts'

/** A panel with `total` events that wait, and one that is done with twice over. */
async function withEvents(t: TestContext, total: number): Promise<TestPanel> {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  await append(panel.client, [{ externalId: 'feito', payload: readyPayload }])
  await append(panel.client, [{ externalId: 'feito', payload: readyPayload }])
  await drain(panel.client)
  const payload = { itens: [{ sku: 'SEM-MAPA', quantidade: 1 }] }
  const waiting = Array.from({ length: total }, (_, n) => ({ externalId: `espera-${n}`, payload }))
  await append(panel.client, waiting)
  await drain(panel.client)
  return panel
}

/** From the filters to the plan's own page. */
async function plan(panel: TestPanel, query: string, form = {}, as: Who = 'operador') {
  const { text } = await panel.call('GET', `/lotes/novo?${query}`, { as })
  const { location, status } = await panel.call('POST', '/lotes', {
    as,
    form: {
      filtro: readingField(text, 'filtro'),
      ate: readingField(text, 'ate'),
      motivo: 'mapa corrigido',
      ritmo: '500',
      ...form,
    },
  })
  assert.equal(status, 303)
  return location ?? ''
}

/** One turn, as if so much time had passed since the last. */
const runFor = ({ client }: TestPanel, time: string) =>
  client.rows(
    `select bulk.run(coalesce(
       (select max(andou_em) from hub.lote where status = 'EM_ANDAMENTO'), clock_timestamp()
     ) + $1::interval)`,
    [time],
  )

const says = async (panel: TestPanel, path: string, as: Who = 'operador') =>
  readingOf((await panel.call('GET', path, { as })).text)

const send = (panel: TestPanel, path: string, form = {}, as: Who = 'operador') =>
  panel.call('POST', path, { as, form })

const reprocessed = async ({ client }: TestPanel) =>
  (await client.rows('select from hub.integracao_evento where reprocess_count > 0')).length

test('a filtered list offers to reprocess all that match, and names their number where it is known', async (t) => {
  const panel = await withEvents(t, 60)
  assert.match(
    await says(panel, '/eventos?status=PROCESSADO'),
    /Reprocessar todos que casam \(1\)…/,
  )
  assert.match(await says(panel, '/eventos?status=MAPEAMENTO'), /Reprocessar todos que casam…/)
  assert.doesNotMatch(await says(panel, '/eventos'), /Reprocessar todos/)
  for (const as of ['leitor', 'auditor', 'dba'] as const) {
    assert.doesNotMatch(await says(panel, '/eventos?status=MAPEAMENTO', as), /Reprocessar todos/)
  }
})

test('a plan tells how many, since when, of which kinds, with a sample and its effects, and does nothing', async (t) => {
  const panel = await withEvents(t, 12)
  const query = 'status=MAPEAMENTO&status=PROCESSADO&status=DUPLICADO'
  const before = await says(panel, `/lotes/novo?${query}`)
  assert.match(before, /Eventos 14 O mais antigo \d\d\/\d\d .*MAPEAMENTO 12 .*Amostra .*espera-11/)
  const lote = await plan(panel, query)
  const read = await says(panel, lote)
  assert.match(read, /Total 14 O mais antigo \d\d\/\d\d/)
  assert.match(read, /1 são duplicados ou ignorados e serão recusados/)
  assert.match(read, /1 já foram processados e serão recusados/)
  assert.match(read, /não reenviam nenhum aviso/)
  assert.match(read, /Amostra( nº \d+){10} /)
  assert.match(read, /Digite 14 para confirmar/)
  await runFor(panel, '1 min')
  assert.equal(await reprocessed(panel), 0)
})

test('a plan is exactly the events that matched when its page was read', async (t) => {
  const panel = await withEvents(t, 3)
  const { text } = await panel.call('GET', '/lotes/novo?status=MAPEAMENTO', { as: 'operador' })
  const form = { filtro: readingField(text, 'filtro'), ate: readingField(text, 'ate') }
  const payload = { itens: [{ sku: 'SEM-MAPA', quantidade: 1 }] }
  await append(panel.client, [{ externalId: 'depois-1', payload }])
  await drain(panel.client)
  const { location } = await send(panel, '/lotes', { ...form, motivo: 'x', ritmo: '20' })
  await append(panel.client, [{ externalId: 'depois-2', payload }])
  await drain(panel.client)
  assert.match(await says(panel, location ?? ''), /Total 3 /)
})

test('a bulk act begins only when its number is typed, and tells how far it has come and what was refused', async (t) => {
  const panel = await withEvents(t, 3)
  const lote = await plan(panel, 'status=MAPEAMENTO&status=DUPLICADO', { ritmo: '20' })
  for (const digitado of ['', '3', '4x', '-4', '0']) {
    const { status, text } = await send(panel, `${lote}/confirmar`, { digitado })
    assert.equal(status, 422, digitado)
    assert.match(readingOf(text), /O número digitado não é o total do lote/)
  }
  const confirmed = await send(panel, `${lote}/confirmar`, { digitado: '4' })
  assert.equal(confirmed.location, `${lote}?feito=lote.confirmar`)
  assert.match(
    await says(panel, lote),
    /EM ANDAMENTO 0 de 4 feitos, 4 por fazer\. A 20 por segundo/,
  )
  await runFor(panel, '0.11 s')
  assert.match(await says(panel, lote), /1 de 4 feitos, 1 recusado, 2 por fazer/)
  await runFor(panel, '5 s')
  const ended = await says(panel, lote)
  assert.match(ended, /CONCLUÍDO 3 de 4 feitos, 1 recusado\./)
  assert.match(ended, /Recusados .*nº \d+ O evento está DUPLICADO e não tem efeito a aplicar/)
  assert.equal(await reprocessed(panel), 3)
  const [audit] = await panel.client.rows<{ total: string }>(
    `select count(*) as total from hub.auditoria where acao = 'evento.reprocessar' and motivo like 'lote %: mapa corrigido'`,
  )
  assert.equal(audit?.total, '3')
})

test('it is paused, resumed and cancelled, each once, and says so when it is too late', async (t) => {
  const panel = await withEvents(t, 4)
  const lote = await plan(panel, 'status=MAPEAMENTO', { ritmo: '5' })
  await send(panel, `${lote}/confirmar`, { digitado: '4' })
  const twice = await send(panel, `${lote}/confirmar`, { digitado: '4' })
  assert.equal(twice.status, 303, 'a second click of the first is no error')
  assert.equal((await send(panel, `${lote}/pausar`)).status, 303)
  await runFor(panel, '1 min')
  assert.match(await says(panel, lote), /PAUSADO 0 de 4 feitos/)
  assert.equal((await send(panel, `${lote}/retomar`)).status, 303)
  await runFor(panel, '0.3 s')
  assert.equal((await send(panel, `${lote}/cancelar`)).status, 303)
  await runFor(panel, '1 min')
  assert.match(await says(panel, lote), /CANCELADO 1 de 4 feitos, 3 por fazer/)
  const late = await send(panel, `${lote}/pausar`)
  assert.equal(late.status, 409)
  assert.match(readingOf(late.text), /O lote está CANCELADO e não pode ser pausado/)
})

test('more than 10,000 events are shown as such and can not be planned', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows(`
    insert into hub.integracao_evento (canal, tenant_id, external_id, tipo, payload_json, status)
    select 'ML', 123, 'N-' || n, 'ORDER_CREATED', '{}', 'PROCESSADO' from generate_series(1, 10001) as n`)
  const { text } = await panel.call('GET', '/lotes/novo?status=PROCESSADO', { as: 'operador' })
  assert.match(readingOf(text), /Eventos 10\.000\+ .*São eventos demais/)
  assert.doesNotMatch(text, /name="motivo"/)
  const form = { filtro: '?status=PROCESSADO', ate: '999999', motivo: 'x', ritmo: '20' }
  assert.equal((await send(panel, '/lotes', form)).status, 422)
  assert.equal((await panel.client.rows('select from hub.lote')).length, 0)
})

test('a plan without a reason is asked for again with what was typed', async (t) => {
  const panel = await withEvents(t, 1)
  const form = {
    filtro: '?status=MAPEAMENTO',
    ate: '999',
    motivo: ' ',
    ritmo: '100',
    forcar: 'sim',
  }
  const { status, text } = await send(panel, '/lotes', form)
  assert.equal(status, 422)
  assert.match(readingOf(text), /Informe o motivo/)
  assert.match(text, /value="100" selected/)
  assert.match(text, /name="forcar"[^>]* checked/)
})

test('who may not reprocess one event may not reprocess many', async (t) => {
  const panel = await withEvents(t, 2)
  const lote = await plan(panel, 'status=MAPEAMENTO', {}, 'admin')
  for (const as of ['leitor', 'auditor', 'dba'] as const) {
    assert.equal((await panel.call('GET', '/lotes/novo?status=ERRO', { as })).status, 403)
    assert.equal((await send(panel, '/lotes', {}, as)).status, 403)
    assert.equal((await send(panel, `${lote}/confirmar`, { digitado: '2' }, as)).status, 403)
    assert.doesNotMatch(await says(panel, lote, as), /para confirmar/)
  }
})

test('a dba may plan a bulk act on rows of the outbox', async (t) => {
  const panel = await withEvents(t, 1)
  await panel.client.rows(`
    select bulk.plan('DESCARTAR', '{}', array(select id from hub.integracao_outbox), 'operador:dba', null, 'x')`)
  const [lote] = await panel.client.rows<{ id: string; total: number }>(
    'select id, total from hub.lote',
  )
  const form = { digitado: String(lote?.total) }
  assert.equal((await send(panel, `/lotes/${lote?.id}/confirmar`, form, 'leitor')).status, 403)
  assert.equal((await send(panel, `/lotes/${lote?.id}/confirmar`, form, 'dba')).status, 303)
})

test('bulk acts with another tenant’s events are 404; one’s own act on one’s own events only', async (t) => {
  const panel = await withEvents(t, 2)
  await append(panel.client, [
    { externalId: 'outra', tenantId: 456, payload: { status: 'perdido' } },
  ])
  await drain(panel.client)
  const theirs = await plan(panel, 'status=MAPEAMENTO', {}, 'admin')
  assert.equal((await panel.call('GET', theirs, { as: 'outro' })).status, 404)
  assert.equal((await panel.call('GET', `/ao-vivo${theirs}`, { as: 'outro' })).status, 404)
  assert.equal((await send(panel, `${theirs}/confirmar`, { digitado: '3' }, 'outro')).status, 404)
  const own = await plan(panel, 'status=MAPEAMENTO', {}, 'outro')
  assert.match(await says(panel, own, 'outro'), /Total 1 /)
  assert.match(
    await says(panel, '/lotes', 'outro'),
    /Planejado Por Motivo nº 2 Reprocessar eventos/,
  )
  assert.doesNotMatch(await says(panel, '/lotes', 'outro'), /nº 1 /)
})

test('a leitor does not see who asked for a bulk act, nor why', async (t) => {
  const panel = await withEvents(t, 1)
  const lote = await plan(panel, 'status=MAPEAMENTO', { motivo: 'motivo-canario' })
  for (const path of ['/lotes', lote]) {
    assert.match(await says(panel, path, 'auditor'), /operador:operador.*motivo-canario/)
    assert.doesNotMatch(await says(panel, path, 'leitor'), /operador:|canario/)
  }
})

test('an empty list says where to start a bulk act', async (t) => {
  const panel = await openTestPanel(t)
  assert.match(await says(panel, '/lotes'), /Nenhum lote foi pedido ainda/)
})

test('a bulk act that does not exist is 404', async (t) => {
  const panel = await openTestPanel(t)
  for (const id of ['1', '0', 'x', '9223372036854775808']) {
    assert.equal((await panel.call('GET', `/lotes/${id}`, { as: 'admin' })).status, 404)
    assert.equal((await send(panel, `/lotes/${id}/pausar`)).status, 404)
  }
})
