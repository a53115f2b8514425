/** The counter with a hardware scanner: whatever it reads, wherever the focus is, is looked for, and sends no other form. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, openPage } from '../../support/browser/browser.ts'
import { counterOrders, EXTERNAL_IDS } from '../../support/relay/counter-orders.ts'
import { openTestPanel } from '../../support/panel/test-panel.ts'

/** Whether the box has the focus, once the page and its scripts are there: its text may be seen before. */
async function inBox(page: Page): Promise<boolean> {
  await page.waitForLoadState()
  return page.evaluate<boolean>(`document.activeElement === document.querySelector('#q')`)
}

/** Types as a scanner does, and ends as one of its settings says. */
async function scan(page: Page, code: string, end: 'Enter' | 'Tab' = 'Enter'): Promise<void> {
  await page.keyboard.type(code)
  await page.keyboard.press(end)
}

test('a scan is looked for wherever the focus is, and its Enter sends nothing else', async (t) => {
  const panel = await openTestPanel(t)
  const ids = await counterOrders(panel.client)
  const origin = await panel.serve()
  const page = await openPage(t, panel, origin, '/pedidos', { as: 'operador' })
  const leadsTo = (id: string) => page.waitForURL(`**/pedidos/${id}`)
  const focusOn = (selector: string) =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)}).focus()`)
  assert.ok(await inBox(page))

  await scan(page, '{"id":"7001","sender_id":123456789,"hash_code":"x="}', 'Tab')
  await leadsTo(ids.pronto)
  assert.ok(await inBox(page))

  // The act's button has the focus, and nothing at all has it.
  await focusOn('form.pick-up button')
  await scan(page, 'BR1005')
  await leadsTo(ids.incerto)
  await page.evaluate('document.activeElement.blur()')
  await scan(page, EXTERNAL_IDS.pronto)
  await leadsTo(ids.pronto)

  // In the field of a reason: what was written there stays, and nothing is sent.
  await page.locator('summary', { hasText: 'Enviar novamente notificação' }).click()
  await page.getByLabel('Motivo').fill('pediu')
  await scan(page, 'BR100500')
  assert.equal(await page.getByLabel('Motivo').inputValue(), 'pediu')
  assert.equal(await page.locator('#q').inputValue(), 'BR100500')
  assert.ok(await inBox(page))

  // Nothing found: the box is ready for the next scan, which replaces what was looked for.
  await page.keyboard.press('Enter')
  await page.getByText('Nenhum pedido tem este código').waitFor()
  assert.ok(await inBox(page))
  assert.equal(await page.locator('#q').inputValue(), 'BR100500')
  await assertAccessible(page)
  await scan(page, 'br1003')
  await leadsTo(ids.cancelado)
  for (const address of ['/pedidos/999', '/pedidos?x=1', '/pedidos/0']) {
    await page.goto(origin + address)
    assert.ok(await inBox(page), address)
  }
  const acts = `select count(*)::int from hub.auditoria where acao in ('pedido.retirar', 'notificacao.reenviar')
    and ator = 'operador:operador'`
  assert.equal(await panel.client.value(acts), 0)
})

test('what is scanned while a page loads, or a hand-over is on its way, is looked for after it', async (t) => {
  const panel = await openTestPanel(t)
  const ids = await counterOrders(panel.client)
  const origin = await panel.serve()
  const page = await openPage(t, panel, origin, `/pedidos/${ids.pronto}`, { as: 'operador' })
  // Slow answers: the person does not wait for them.
  let goOn = () => {}
  const held = new Promise<void>((resolve) => (goOn = resolve))
  await page.route('**/retirar', async (route) => {
    await held
    await route.continue()
  })
  await page.getByText('O titular do pedido').click()
  await page.getByRole('button', { name: 'Marcar RETIRADO' }).click({ noWaitAfter: true })
  await scan(page, 'BR1005')
  goOn()
  await page.waitForURL(`**/pedidos/${ids.incerto}`)
  assert.ok(await inBox(page))
  assert.equal(
    await panel.client.value('select status from hub.pedido where id = $1', [ids.pronto]),
    'RETIRADO',
  )

  // Refused: the refusal stays in sight, and what was scanned in the box.
  await panel.client.rows(`update hub.pedido set status = 'CANCELADO' where id = $1`, [ids.incerto])
  await page.unrouteAll()
  await page.getByText('O titular do pedido').click()
  await page.route('**/retirar', async (route) => {
    await scan(page, 'BR1004')
    await route.continue()
  })
  await page.getByRole('button', { name: 'Marcar RETIRADO' }).click()
  await page.getByRole('alert').getByText('O pedido está CANCELADO').waitFor()
  assert.ok(await inBox(page))
  assert.equal(await page.locator('#q').inputValue(), 'BR1004')
})

test('without JavaScript the box has the focus, empty, also after a hand-over and an error', async (t) => {
  const panel = await openTestPanel(t)
  const ids = await counterOrders(panel.client)
  const origin = await panel.serve()
  const page = await openPage(t, panel, origin, '/pedidos', { as: 'operador', javaScript: false })
  await scan(page, 'nada')
  await page.getByText('Nenhum pedido tem este código').waitFor()
  await scan(page, 'BR123456789')
  await page.waitForURL(`**/pedidos/${ids.pronto}`)
  await page.getByText('O titular do pedido').click()
  await page.getByRole('button', { name: 'Marcar RETIRADO' }).click()
  await page.getByText('Pedido marcado como RETIRADO.').waitFor()
  await scan(page, 'BR1005')
  await page.waitForURL(`**/pedidos/${ids.incerto}`)
})
