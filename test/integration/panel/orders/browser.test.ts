/** The counter, as a person works at it: on a phone, with JavaScript and without. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { counterOrders, EXTERNAL_IDS } from '../../../support/relay/counter-orders.ts'
import { openTestPanel } from '../../../support/panel/test-panel.ts'

for (const javaScript of [true, false]) {
  test(`a scanned label is handed over in three taps, and reload and back repeat nothing, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    const ids = await counterOrders(panel.client)
    const page = await openPage(t, panel, await panel.serve(), '/pedidos', {
      as: 'operador',
      javaScript,
      viewport: { width: 320, height: 640 },
    })
    await page.getByRole('link', { name: /^Prontos 3$/ }).waitFor()
    // A scanner types what it reads, and Enter.
    await page.getByRole('searchbox').fill('BR123456789')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/pedidos/${ids.pronto}`)
    await page.getByRole('heading', { name: 'Pronto para retirada' }).waitFor()
    await page.getByText('na posição').getByText('A-3').waitFor()
    await assertNoSidewaysScroll(page)

    // Nothing is handed over before it was said to whom: the browser asks for it.
    await page.getByRole('button', { name: 'Marcar RETIRADO' }).click()
    assert.equal(new URL(page.url()).pathname, `/pedidos/${ids.pronto}`)
    await page.getByText('O titular do pedido').click()
    await page.getByRole('button', { name: 'Marcar RETIRADO' }).dblclick()
    await page.getByText('Pedido marcado como RETIRADO.').waitFor()
    await page.getByRole('heading', { name: 'Já foi retirado' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Já foi retirado' }).waitFor()
    await page.goBack()
    await page.goForward()
    await page.getByRole('heading', { name: 'Já foi retirado' }).waitFor()
    const acts = await panel.client.value<string>(
      `select count(*) from hub.auditoria where acao = 'pedido.retirar' and objeto_id = $1`,
      [ids.pronto],
    )
    assert.equal(acts, '1')

    await page.goto(new URL('/pedidos?status=RETIRADO', page.url()).href)
    await page.getByRole('link', { name: EXTERNAL_IDS.pronto }).waitFor()
    await assertNoSidewaysScroll(page)

    // Another one that is not ready, for a reason; it was the wrong one, and is taken back.
    await page.goto(new URL(`/pedidos/${ids.faltando}`, page.url()).href)
    await page.locator('summary', { hasText: 'Entregar mesmo assim' }).click()
    await page.getByRole('listitem').getByText('sem ter estado PRONTO').waitFor()
    await page.getByText('Uma pessoa autorizada').click()
    await page.getByLabel('Por que entregar assim?').fill('o gerente autorizou')
    await assertNoSidewaysScroll(page)
    if (javaScript) await assertAccessible(page)
    await page.getByRole('button', { name: 'Marcar RETIRADO' }).click()
    await page.locator('summary', { hasText: 'Desfazer entrega' }).click()
    await page.getByLabel('Motivo').fill('era outro pedido')
    await assertNoSidewaysScroll(page)
    if (javaScript) await assertAccessible(page)
    await page.getByRole('button', { name: 'Desfazer entrega' }).click()
    await page.getByText('Entrega desfeita: o pedido voltou').waitFor()
    await page.getByRole('heading', { name: 'Ainda não está pronto' }).waitFor()
  })

  test(`a person decides about a notice and sends another, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    const ids = await counterOrders(panel.client)
    const page = await openPage(t, panel, await panel.serve(), `/pedidos/${ids.incerto}`, {
      as: 'operador',
      javaScript,
    })
    await page.locator('summary', { hasText: 'Decidir se o aviso saiu' }).click()
    await page.getByLabel('Motivo').fill('o cliente não recebeu')
    await page.getByText('Não saiu').click()
    await page.getByRole('button', { name: 'Decidir se o aviso saiu' }).click()
    await page.getByText('Decidido. O aviso deixou de ser incerto.').waitFor()

    await page.locator('summary', { hasText: 'Enviar novamente notificação' }).click()
    await page.getByLabel('Motivo').fill('pediu de novo')
    await page.getByRole('button', { name: 'Enviar novamente notificação' }).dblclick()
    await page.getByText('Aviso na fila para ser enviado novamente.').waitFor()
    const manual = () =>
      panel.client.value<string>(`select count(*) from hub.notificacao where origem = 'MANUAL'`)
    assert.equal(await manual(), '1')

    // Another tab still shows the order as it was: what it asks for is refused in a sentence, and nothing is lost.
    await page.locator('summary', { hasText: 'Enviar novamente notificação' }).click()
    await page.getByLabel('Motivo').fill('mais uma vez')
    await panel.client.rows(`select processing.pick_up($1, 'operador:outra', null, 'TITULAR')`, [
      ids.incerto,
    ])
    await page.getByRole('button', { name: 'Enviar novamente notificação' }).click()
    await page.getByRole('alert').getByText('só um pedido PRONTO é avisado').waitFor()
    assert.equal(await manual(), '1')
  })
}
