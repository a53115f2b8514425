/** Notices of which nobody knows whether they went out, on screen: a person finds out, and says so, with a reason, once. */
import { randomUUID } from 'node:crypto'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { uncertainNotice } from '../../../support/relay/dead-rows.ts'
import { append, drain, prepareTenant, readyPayload } from '../../../support/relay/engine.ts'
import { readingField, readingOf } from '../../../support/ingress/reading.ts'
import { sqlClient } from '../../../support/database/sql-client.ts'
import { openTestPanel, type TestPanel, type Who } from '../../../support/panel/test-panel.ts'

const get = (panel: TestPanel, path: string, as: Who = 'operador') =>
  panel.call('GET', `/outbox/${path}`, { as })

const decide = (
  panel: TestPanel,
  id: string,
  form: Record<string, string> = {},
  as: Who = 'operador',
) =>
  panel.call('POST', `/outbox/avisos/${id}`, {
    as,
    form: { enviada: 'nao', motivo: 'o cliente não recebeu', chave: randomUUID(), ...form },
  })

const noticeStatus = (panel: TestPanel, id: string) =>
  panel.client.value<string>('select status from hub.notificacao where id = $1', [id])

const decisions = (panel: TestPanel) =>
  panel.client.value<string>(
    `select count(*) from hub.auditoria where acao = 'notificacao.resolver'`,
  )

test('an uncertain notice is decided by a person, with a reason, once', async (t) => {
  const panel = await openTestPanel(t)
  assert.match(readingOf((await get(panel, 'avisos')).text), /De todo aviso se sabe se saiu ou não/)
  await prepareTenant(panel.client)
  const [a, b] = [
    await uncertainNotice(panel.client, 'A'),
    await uncertainNotice(panel.client, 'B'),
  ]
  const { text } = await get(panel, 'avisos')
  assert.match(readingOf(text), /Aviso do pedido B .*sem resposta .*Aviso do pedido A/)
  const chave = readingField(text, 'chave')
  const first = await decide(panel, b, { chave, enviada: 'sim' })
  assert.deepEqual([first.status, first.location], [303, '/outbox/avisos?feito=aviso.decidir'])
  assert.equal((await decide(panel, b, { chave, enviada: 'sim' })).status, 303)
  assert.equal(await decisions(panel), '1')
  assert.equal((await decide(panel, a)).status, 303)
  assert.deepEqual(
    [await noticeStatus(panel, b), await noticeStatus(panel, a)],
    ['ENVIADA', 'FALHOU'],
  )
  assert.match(readingOf((await get(panel, 'avisos')).text), /De todo aviso se sabe/)
})

test('an incomplete decision is refused in its form; one that comes late is 409 and changes nothing', async (t) => {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  const id = await uncertainNotice(panel.client, 'A')
  const chave = randomUUID()
  const without = await decide(panel, id, { motivo: ' ', chave })
  assert.equal(without.status, 422)
  assert.match(without.text, /<details class="act" open="">/)
  assert.equal(readingField(without.text, 'chave'), chave)
  assert.match(without.text, /value="nao"[^>]* checked=""/)
  assert.equal((await decide(panel, id, { enviada: 'talvez' })).status, 422)
  assert.equal((await decide(panel, id, { enviada: 'sim' })).status, 303)
  const late = await decide(panel, id)
  assert.equal(late.status, 409)
  assert.match(readingOf(late.text), /o aviso está ENVIADA/i)
  assert.equal(await noticeStatus(panel, id), 'ENVIADA')
  assert.equal(await decisions(panel), '1')
})

test('who may not decide sees no form and is refused, and another store sees nothing', async (t) => {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  const id = await uncertainNotice(panel.client, 'A')
  for (const as of ['leitor', 'auditor', 'dba'] as const) {
    const { text } = await get(panel, 'avisos', as)
    assert.match(text, /sem resposta/)
    assert.doesNotMatch(text, /Decidir/)
    assert.equal((await decide(panel, id, {}, as)).status, 403)
  }
  assert.doesNotMatch((await get(panel, 'avisos', 'outro')).text, /sem resposta/)
  assert.equal((await decide(panel, id, {}, 'outro')).status, 404)
  assert.equal((await decide(panel, '99999999999999999999')).status, 404)
  assert.equal(await noticeStatus(panel, id), 'INCERTA')
})

test('what can not be read in time is a banner on each screen, and the rest is shown', async (t) => {
  const panel = await openTestPanel(t)
  const holder = await sqlClient(t, panel.url)
  await holder.rows('begin')
  await holder.rows(
    'lock table hub.integracao_outbox, hub.notificacao, hub.conector_disjuntor in access exclusive mode',
  )
  const answers = await Promise.all(
    ['', 'leases', 'bloqueios', 'avisos'].map((path) =>
      panel.call('GET', path === '' ? '/outbox' : `/outbox/${path}`, { as: 'leitor' }),
    ),
  )
  await holder.rows('rollback')
  for (const { status, text } of answers) {
    assert.equal(status, 200)
    assert.match(text, /Esta consulta demorou demais/)
    assert.match(text, /aria-label="Outbox"/)
  }
})

for (const javaScript of [true, false]) {
  test(`a person decides about a notice and looks at what slows the queue down, on a phone, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    await prepareTenant(panel.client)
    const id = await uncertainNotice(panel.client, 'A')
    const page = await openPage(t, panel, await panel.serve(), '/outbox', {
      as: 'operador',
      javaScript,
      viewport: { width: 320, height: 640 },
    })
    for (const name of ['Leases', 'Bloqueios e disjuntores', 'Avisos incertos']) {
      await page.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { name, level: 1 }).waitFor()
      await assertNoSidewaysScroll(page)
      if (javaScript) await assertAccessible(page)
    }
    await page.locator('summary', { hasText: 'Decidir se o aviso saiu' }).click()
    await page.getByText('Não saiu').click()
    await page.getByLabel('Motivo').fill('o cliente não recebeu')
    await assertNoSidewaysScroll(page)
    if (javaScript) await assertAccessible(page)
    await page.getByRole('button', { name: 'Decidir se o aviso saiu' }).dblclick()
    await page.getByText('O aviso deixou de ser incerto').waitFor()
    await page.reload()
    assert.deepEqual([await noticeStatus(panel, id), await decisions(panel)], ['FALHOU', '1'])
  })
}

test('notices without an address are on the first screen and in the queue, with what is missing', async (t) => {
  const panel = await openTestPanel(t, { change: (deps) => ({ ...deps, localMedia: ['SMS'] }) })
  const { client } = panel
  await prepareTenant(client)
  const { nome } = readyPayload.destinatario
  await append(client, [
    { externalId: 'ML-SEM', payload: { ...readyPayload, destinatario: { nome } } },
  ])
  await drain(client)
  await client.rows(`select * from notifications.claim('teste', 10, '1 min')`)
  const home = async (as: Who = 'leitor') => readingOf((await panel.call('GET', '/', { as })).text)
  assert.match(await home(), /1 aviso sem telefone ou e-mail: ninguém foi avisado/)
  assert.doesNotMatch(await home(), /Não há gateway/)
  assert.doesNotMatch(await home('outro'), /sem telefone/)
  const { text } = await get(panel, 'avisos')
  assert.match(readingOf(text), /Avisos sem destino .*ML-SEM .*o pedido não tem telefone/)
  assert.doesNotMatch((await get(panel, 'avisos', 'outro')).text, /ML-SEM/)

  await client.rows(`update hub.tenant set meio_aviso = 'SMS' where id = 123`)
  assert.match(await home(), /Não há gateway de SMS: .* Configure NOTIFY_SMS/)
  assert.doesNotMatch(await home('outro'), /Não há gateway/)
})
