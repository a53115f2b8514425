/** The queue in a real browser, as a DBA would use it, with JavaScript and without. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import {
  deadEvent,
  deadNotice,
  uncertainNotice,
  waitingNotice,
} from '../../../support/relay/dead-rows.ts'
import { prepareTenant } from '../../../support/relay/engine.ts'
import { openTestPanel, type TestPanel } from '../../../support/panel/test-panel.ts'

const attempts = (panel: TestPanel) =>
  panel.client.value('select sum(reprocess_count)::int from hub.integracao_evento')

for (const javaScript of [true, false]) {
  const how = `JavaScript ${javaScript ? 'on' : 'off'}`

  test(`a dead row is found and given back with a double click, which makes one attempt, ${how}`, async (t) => {
    const panel = await openTestPanel(t)
    await prepareTenant(panel.client)
    await deadEvent(panel.client, 'A')
    const page = await openPage(t, panel, await panel.serve(), '/outbox', { as: 'dba', javaScript })
    await page.getByRole('link', { name: /MORTO/ }).click()
    await page.getByRole('link', { name: /Evento a aplicar/ }).click()
    await page.locator('summary', { hasText: 'Devolver à fila' }).click()
    await page.getByLabel('Motivo').first().fill('o provedor voltou')
    await page.getByRole('button', { name: 'Devolver à fila' }).dblclick()
    await page.getByText('Linha de volta à fila').waitFor()
    await page.getByText('Nada na fila corresponde').waitFor()
    assert.equal(await attempts(panel), 1)
    await page.goBack()
    await page.goForward()
    await page.reload()
    assert.equal(await attempts(panel), 1)
  })

  test(`a form that was sent and is sent again from the history does nothing more, ${how}`, async (t) => {
    const panel = await openTestPanel(t)
    await prepareTenant(panel.client)
    const id = await deadEvent(panel.client, 'A')
    const page = await openPage(t, panel, await panel.serve(), `/outbox/${id}`, {
      as: 'dba',
      javaScript,
    })
    const chave = await page.locator('input[name=chave]').first().inputValue()
    await page.locator('summary', { hasText: 'Devolver à fila' }).click()
    await page.getByLabel('Motivo').first().fill('de novo')
    await page.getByRole('button', { name: 'Devolver à fila' }).click()
    await page.getByText('Linha de volta à fila').waitFor()
    await panel.client.rows(
      `select relay.settle_failure($1, null, '22P02', 'outra vez', 'teste', '{}')`,
      [id],
    )
    const again = await panel.call('POST', `/outbox/${id}/devolver`, {
      as: 'dba',
      form: { motivo: 'de novo', chave },
    })
    assert.equal(again.status, 303)
    assert.equal(await attempts(panel), 1)
  })

  test(`a dead notice is discarded for a reason, and what it was stays in the audit, ${how}`, async (t) => {
    const panel = await openTestPanel(t)
    await prepareTenant(panel.client)
    const id = await deadNotice(panel.client, 'A')
    const page = await openPage(t, panel, await panel.serve(), `/outbox/${id}`, {
      as: 'operador',
      javaScript,
    })
    await page.locator('summary', { hasText: 'Descartar' }).click()
    await page.getByText('O cliente não é avisado.').waitFor()
    await page.getByLabel('Motivo').last().fill('número errado')
    await page.getByRole('button', { name: 'Descartar' }).click()
    await page.getByText('Linha descartada.').waitFor()
    assert.equal(
      await panel.client.value('select status from hub.notificacao where id = $1', [id]),
      'CANCELADA',
    )
    assert.equal(
      await panel.client.value(`select motivo from hub.auditoria where acao = 'outbox.descartar'`),
      'número errado',
    )
  })
}

test('the screens of the queue are accessible and fit a narrow phone, by day and by night', async (t) => {
  const panel = await openTestPanel(t)
  const { client } = panel
  await prepareTenant(client)
  const dead = await deadEvent(client, 'A')
  await uncertainNotice(client, 'B')
  await waitingNotice(client, 'C')
  await client.rows(
    `select * from notifications.claim('uma-maquina-de-nome-comprido.exemplo.com.br/7', 1, '-5 s')`,
  )
  const origin = await panel.serve()
  const viewport = { width: 320, height: 640 }
  const page = await openPage(t, panel, origin, '/outbox', { as: 'admin', viewport })
  for (const path of [
    '/outbox',
    '/outbox?status=MORTO',
    `/outbox/${dead}`,
    '/outbox/leases',
    '/outbox/bloqueios',
    '/outbox/avisos',
  ]) {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(origin + path)
    for (const act of await page.locator('details.act > summary').all()) await act.click()
    await assertAccessible(page)
    await assertNoSidewaysScroll(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await assertAccessible(page, ['color-contrast'])
  }
})
