/** What is done at an order: handing it over, sending its notice again, deciding about one that nobody knows of. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { counterOrders } from '../../../support/relay/counter-orders.ts'
import { readingOf } from '../../../support/ingress/reading.ts'
import { openTestPanel, type TestPanel, type Who } from '../../../support/panel/test-panel.ts'

async function open(t: Parameters<typeof openTestPanel>[0]) {
  const panel = await openTestPanel(t)
  const ids = await counterOrders(panel.client)
  const post = (path: string, form: Readonly<Record<string, string>>, as: Who = 'operador') =>
    panel.call('POST', `/pedidos/${path}`, { as, form })
  return { panel, ids, post }
}

const statusOf = (panel: TestPanel, id: string) =>
  panel.client.value<string>('select status from hub.pedido where id = $1', [id])

const audited = (panel: TestPanel, acao: string, ator = 'operador:operador') =>
  panel.client.rows<{ motivo: string | null; detalhe: Record<string, unknown> }>(
    'select motivo, detalhe from hub.auditoria where acao = $1 and ator = $2 order by id',
    [acao, ator],
  )

const noticesOf = (panel: TestPanel, id: string) =>
  panel.client.rows<{ id: string; origem: string; status: string }>(
    'select id, origem, status from hub.notificacao where pedido_id = $1 order by id',
    [id],
  )

test('an order is handed over once, however often the form is sent, and the audit says by and to whom', async (t) => {
  const { panel, ids, post } = await open(t)
  const form = { retirado_por: 'TITULAR' }
  const answers = await Promise.all([
    post(`${ids.pronto}/retirar`, form),
    post(`${ids.pronto}/retirar`, form),
  ])
  answers.push(await post(`${ids.pronto}/retirar`, { retirado_por: 'AUTORIZADO' }))
  for (const { status, location } of answers) {
    assert.deepEqual([status, location], [303, `/pedidos/${ids.pronto}?feito=pedido.retirar`])
  }
  assert.equal(await statusOf(panel, ids.pronto), 'RETIRADO')
  const rows = await audited(panel, 'pedido.retirar')
  assert.deepEqual(rows, [{ motivo: null, detalhe: { retiradoPor: 'TITULAR' } }])
  const { text } = await panel.call('GET', answers[0]?.location ?? '', { as: 'leitor' })
  assert.match(text, /Pedido marcado como RETIRADO\./)
  assert.match(text, /Entregue por operador:operador; retirou o titular/)
})

test('an order that is not PRONTO is handed over for a reason, against what speaks against it', async (t) => {
  const { panel, ids, post } = await open(t)
  await panel.client.rows(
    `update hub.pedido set reg_status_pedido = '000000000000000011order:payment_required' where id = $1`,
    [ids.faltando],
  )
  const path = `${ids.faltando}/retirar`
  const page = await panel.call('GET', `/pedidos/${ids.faltando}`, { as: 'operador' })
  for (const sentence of [
    'O marketplace não diz que este pedido foi pago',
    'A etiqueta ainda não chegou',
    'sem ter estado PRONTO, e o cliente não é avisado',
  ]) {
    assert.ok(page.text.includes(sentence), sentence)
  }
  const form = { retirado_por: 'AUTORIZADO', motivo: ' ', chave: randomUUID() }
  const refused = await post(path, form)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Informe o motivo de o entregar mesmo assim/i)
  // What was typed is still there, and in sight.
  assert.match(refused.text, /<details class="act" open="">/)
  assert.match(refused.text, /value="AUTORIZADO"[^>]*checked=""/)
  assert.ok(refused.text.includes(form.chave))
  assert.equal(await statusOf(panel, ids.faltando), 'RECEBIDO')
  assert.equal((await post(path, { ...form, motivo: 'o gerente mandou' })).status, 303)
  const [row] = await audited(panel, 'pedido.retirar')
  assert.equal(row?.motivo, 'o gerente mandou')
  assert.equal(row?.detalhe['antes'], 'RECEBIDO')
})

test('a hand-over is undone once, for a reason, for ten minutes, and the page says so', async (t) => {
  const { panel, ids, post } = await open(t)
  const handOver = { retirado_por: 'TITULAR', chave: randomUUID() }
  await post(`${ids.pronto}/retirar`, handOver)
  const show = async (id: string) =>
    (await panel.call('GET', `/pedidos/${id}`, { as: 'operador' })).text
  assert.match(await show(ids.pronto), /<summary class="button">Desfazer entrega/)
  const form = { motivo: 'era o pedido do vizinho', chave: randomUUID() }
  const early = await post(`${ids.pronto}/desfazer`, { ...form, motivo: '' })
  assert.equal(early.status, 422)
  assert.ok(early.text.includes(form.chave))
  const undo = () => post(`${ids.pronto}/desfazer`, form)
  for (const { status, location } of await Promise.all([undo(), undo()])) {
    assert.deepEqual([status, location], [303, `/pedidos/${ids.pronto}?feito=pedido.desfazer`])
  }
  // The page of the hand-over, sent again by the browser's back.
  await post(`${ids.pronto}/retirar`, handOver)
  assert.equal(await statusOf(panel, ids.pronto), 'PRONTO')
  assert.deepEqual(
    (await audited(panel, 'pedido.desfazer_entrega')).map(({ motivo }) => motivo),
    ['era o pedido do vizinho'],
  )
  const story = await show(ids.pronto)
  assert.match(story, /Marcado RETIRADO/)
  assert.match(story, /Entrega desfeita/)
  assert.equal((await noticesOf(panel, ids.pronto)).length, 1)

  await panel.client.rows(
    `update hub.pedido set picked_up_at = now() - interval '10 minutes 1 second' where id = $1`,
    [ids.retirado],
  )
  assert.doesNotMatch(await show(ids.retirado), /Desfazer entrega/)
  const late = await post(`${ids.retirado}/desfazer`, { ...form, chave: randomUUID() })
  assert.equal(late.status, 409)
  assert.match(late.text, /A entrega foi há mais de dez minutos e já não se desfaz/)
})

test('a cancelled order is not handed over: 409 and a sentence', async (t) => {
  const { panel, ids, post } = await open(t)
  const { status, text } = await post(`${ids.cancelado}/retirar`, { retirado_por: 'TITULAR' })
  assert.equal(status, 409)
  assert.match(text, /O pedido está CANCELADO e não pode ser retirado\./)
  assert.equal(await statusOf(panel, ids.cancelado), 'CANCELADO')
})

test('without a word on who collects it nothing is noted, and what was typed is not lost', async (t) => {
  const { panel, ids, post } = await open(t)
  for (const form of [{}, { retirado_por: '' }, { retirado_por: 'VIZINHO' }]) {
    const { status, text } = await post(`${ids.pronto}/retirar`, form)
    assert.equal(status, 422)
    assert.match(text, /Informe quem está retirando/)
  }
  assert.equal(await statusOf(panel, ids.pronto), 'PRONTO')
})

test("nobody touches another tenant's orders: they are not found", async (t) => {
  const { panel, ids, post } = await open(t)
  const act = { motivo: 'x', chave: randomUUID() }
  const [notice] = await noticesOf(panel, ids.incerto)
  for (const [path, form] of [
    [`${ids.pronto}/retirar`, { retirado_por: 'TITULAR' }],
    [`${ids.retirado}/desfazer`, act],
    [`${ids.pronto}/avisar`, act],
    [`${ids.incerto}/avisos/${notice?.id}/decidir`, { ...act, enviada: 'sim' }],
  ] as const) {
    assert.equal((await post(path, form, 'outro')).status, 404, path)
  }
  assert.equal(await statusOf(panel, ids.pronto), 'PRONTO')
  assert.equal((await noticesOf(panel, ids.pronto)).length, 1)
  assert.equal((await noticesOf(panel, ids.incerto))[0]?.status, 'INCERTA')
})

test('only papéis that may see the forms, and only they are heard', async (t) => {
  const { panel, ids, post } = await open(t)
  const show = async (as: Who) => (await panel.call('GET', `/pedidos/${ids.pronto}`, { as })).text
  for (const as of ['operador', 'admin'] as const) {
    assert.match(await show(as), /action="\/pedidos\/\d+\/retirar"/, as)
    assert.match(await show(as), /action="\/pedidos\/\d+\/avisar"/, as)
  }
  for (const as of ['leitor', 'dba', 'auditor'] as const) {
    assert.doesNotMatch(await show(as), /action="\/pedidos\/\d+\//, as)
    const act = { retirado_por: 'TITULAR', motivo: 'x', chave: randomUUID() }
    assert.equal((await post(`${ids.pronto}/retirar`, act, as)).status, 403, as)
    assert.equal((await post(`${ids.pronto}/avisar`, act, as)).status, 403, as)
  }
  assert.equal(await statusOf(panel, ids.pronto), 'PRONTO')
})

test('one form is one notice, even when the first has left before the second click', async (t) => {
  const { panel, ids, post } = await open(t)
  const form = { motivo: 'cliente não viu', chave: randomUUID() }
  const send = () => post(`${ids.pronto}/avisar`, form)
  const answers = await Promise.all([send(), send()])
  await panel.client.rows(`update hub.notificacao set status = 'ENVIADA' where origem = 'MANUAL'`)
  answers.push(await send())
  for (const { status, location } of answers) {
    assert.deepEqual([status, location], [303, `/pedidos/${ids.pronto}?feito=aviso.reenviar`])
  }
  const manual = async () =>
    (await noticesOf(panel, ids.pronto)).filter(({ origem }) => origem === 'MANUAL').length
  assert.equal(await manual(), 1)
  assert.deepEqual(
    (await audited(panel, 'notificacao.reenviar')).map(({ motivo }) => motivo),
    ['cliente não viu'],
  )
  await post(`${ids.pronto}/avisar`, { ...form, chave: randomUUID() })
  assert.equal(await manual(), 2)
})

test('a notice is sent again with a reason, and only of an order that is PRONTO', async (t) => {
  const { panel, ids, post } = await open(t)
  for (const [form, says] of [
    [{ motivo: ' ', chave: randomUUID() }, /Informe o motivo/],
    [{ motivo: 'x' }, /Informe a chave que veio com o formulário/],
    [{ motivo: 'guardado', chave: 'nenhum' }, /value="guardado"/],
  ] as const) {
    const { status, text } = await post(`${ids.pronto}/avisar`, form)
    assert.equal(status, 422)
    assert.match(text, says)
  }
  for (const id of [ids.faltando, ids.cancelado, ids.retirado]) {
    const page = await panel.call('GET', `/pedidos/${id}`, { as: 'operador' })
    assert.match(page.text, /<button disabled="" aria-describedby="por-que-nao">/)
    assert.match(page.text, /Só um pedido PRONTO é avisado; este está/)
    const { status } = await post(`${id}/avisar`, { motivo: 'x', chave: randomUUID() })
    assert.equal(status, 409)
  }
  assert.deepEqual(await audited(panel, 'notificacao.reenviar'), [])
})

for (const enviada of ['sim', 'nao'] as const) {
  test(`a person decides once whether an INCERTA notice went out: ${enviada}`, async (t) => {
    const { panel, ids, post } = await open(t)
    const id = ids.incerto
    const act = () => ({ motivo: 'perguntei ao cliente', chave: randomUUID() })
    const [notice] = await noticesOf(panel, id)
    const path = `${id}/avisos/${notice?.id}/decidir`
    const early = await post(`${id}/avisar`, act())
    assert.equal(early.status, 409)
    assert.match(early.text, /Decida primeiro se o último aviso saiu/)
    assert.equal((await post(path, act())).status, 422)
    assert.equal(
      (await post(`${ids.pronto}/avisos/${notice?.id}/decidir`, { ...act(), enviada })).status,
      404,
    )
    const form = { ...act(), enviada }
    const answers = await Promise.all([post(path, form), post(path, form)])
    for (const { status, location } of answers) {
      assert.deepEqual([status, location], [303, `/pedidos/${id}?feito=aviso.decidir`])
    }
    const [decided] = await noticesOf(panel, id)
    assert.equal(decided?.status, enviada === 'sim' ? 'ENVIADA' : 'FALHOU')
    assert.equal((await audited(panel, 'notificacao.resolver')).length, 1)
    const again = await post(path, { ...act(), enviada })
    assert.equal(again.status, 409)
    assert.match(again.text, /só de um INCERTA se decide/)
    assert.equal((await post(`${id}/avisar`, act())).status, 303)
  })
}

test('a notice that was only written down says so on the order, with its text and without a name', async (t) => {
  const { panel, ids } = await open(t)
  await panel.client.rows(
    `update hub.notificacao set status = 'REGISTRADA', enviada_em = null, registrada_em = now()
    where pedido_id = $1`,
    [ids.pronto],
  )
  const { text } = await panel.call('GET', `/pedidos/${ids.pronto}`, { as: 'leitor' })
  const seen = readingOf(text)
  assert.match(seen, /REGISTRADA WHATSAPP/)
  assert.match(seen, /Só registrado, ninguém o recebeu: .*NOTIFY_WHATSAPP/)
  assert.match(seen, /Olá, M\*\*\*! O seu pedido ML-ORD-\w+ está pronto .*Onde: Loja, Rua A, 1/)
  assert.doesNotMatch(seen, /Não há gateway|Olá, Maria|Aviso enviado/)

  const silent = await openTestPanel(t, {
    change: (deps) => ({ ...deps, localMedia: ['WHATSAPP'] }),
  })
  const { pronto } = await counterOrders(silent.client)
  const warned = await silent.call('GET', `/pedidos/${pronto}`, { as: 'leitor' })
  assert.match(readingOf(warned.text), /Não há gateway de WHATSAPP: .* Configure NOTIFY_WHATSAPP/)
})
