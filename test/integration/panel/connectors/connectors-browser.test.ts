/** The connectors in a real browser, beside a marketplace that answers: as a person would, with JavaScript and without. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { connectSeller, seller } from '../../../support/marketplace/marketplace-seller.ts'
import {
  clientSecret,
  openPanelMarket,
  type PanelMarket,
} from '../../../support/panel/panel-market.ts'
import { openTestPanel } from '../../../support/panel/test-panel.ts'

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** Waits for a run's end: the page shows it by itself, or by its link. */
async function ended(page: Page, name: string, javaScript: boolean): Promise<void> {
  const ending = part(page, name)
    .getByText(/terminou bem|falhou$/)
    .first()
  if (javaScript) return ending.waitFor()
  while ((await ending.count()) === 0) {
    await page.getByRole('link', { name: 'Atualizar' }).click()
    await page.reload()
  }
}

/** As an admin: the application, its secret, and the seller's word. */
async function connect(page: Page, market: PanelMarket): Promise<void> {
  await page.getByRole('link', { name: '123 · Loja' }).click()
  await page.getByLabel('client_id', { exact: true }).fill(seller.clientId)
  await page.getByRole('button', { name: 'Salvar' }).first().click()
  await page.getByText('Conector salvo.').waitFor()

  await page.getByText('Definir').first().click()
  await page.getByLabel('client_secret', { exact: true }).fill(clientSecret)
  await page.locator('details[open]').getByRole('button', { name: 'Salvar' }).click()
  await page.getByText('Segredo trocado.').waitFor()

  await page.getByRole('link', { name: 'Reautorizar' }).click()
  await page.getByRole('button', { name: 'Preparar a autorização' }).click()
  const link = page.getByRole('link', { name: 'Continuar no Mercado Livre' })
  const href = (await link.getAttribute('href')) ?? ''
  assert.equal(new URL(href).origin, market.sandbox.url)
  assert.equal(await market.authorize(href), 'ok')
  await page.getByRole('link', { name: 'Conector de Loja' }).click()
}

for (const javaScript of [true, false]) {
  test(`a connector is filled in, authorized, tested and synchronised, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const market = await openPanelMarket(t)
    const origin = await market.serve()
    const page = await openPage(t, market, origin, '/conectores', { as: 'admin', javaScript })
    if (javaScript) await assertAccessible(page)
    await connect(page, market)

    await page.getByRole('button', { name: 'Testar' }).click()
    await page.getByText('Começou: acompanhe em Andamento.').waitFor()
    await ended(page, 'Teste', javaScript)
    const steps = await part(page, 'Teste').getByRole('listitem').allInnerTexts()
    assert.equal(steps.length, 5)
    assert.ok(
      steps.every((step) => step.includes('ok')),
      steps.join('\n'),
    )
    assert.match(steps[3] ?? '', new RegExp(`é o vendedor ${seller.userId}`))

    const buyer = { firstName: 'Maria', lastName: 'Silva', doc: '12345678909' }
    const [order] = market.sandbox.truth.place([
      { sellerId: seller.userId, items: [{ sku: 'A', quantity: 1 }], buyer },
    ])
    market.sandbox.truth.pay(order!)
    await page.getByRole('button', { name: 'Sincronizar agora' }).click()
    await ended(page, 'Sincronismo', javaScript)
    const found = await part(page, 'Sincronismo').getByRole('listitem').allInnerTexts()
    assert.match(found.join('\n'), /[1-9]\d* novos/)
    assert.ok(Number(await market.client.value('select count(*) from hub.integracao_outbox')) > 0)

    await page.reload()
    await page.goBack()
    assert.equal(
      await market.client.value(
        `select count(*)::int from hub.auditoria where acao = 'conector.sincronizar'`,
      ),
      1,
      'reload and back repeat nothing',
    )
    if (javaScript) await assertAccessible(page)
  })

  test(`a failed test says what to do, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const market = await openPanelMarket(t)
    await connectSeller(market.client)
    const { conectorId } = market.tenant
    const path = `/conectores/${conectorId}`
    const page = await openPage(t, market, await market.serve(), path, {
      as: 'operador',
      javaScript,
    })
    await page.getByRole('button', { name: 'Testar' }).click()
    await ended(page, 'Teste', javaScript)
    await part(page, 'Teste').getByText('Use Reautorizar, ou cole um refresh token').waitFor()
    assert.equal(
      await page.getByRole('link', { name: 'Reautorizar' }).count(),
      0,
      'not an operador’s',
    )
  })

  test(`the list of addresses is tried, then enforced; a second tab is told, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    await connectSeller(panel.client)
    const { conectorId } = panel.tenant
    await panel.client.rows(`select ingress.count_source($1, '198.51.100.9', false, 4)`, [
      conectorId,
    ])
    const path = `/conectores/${conectorId}`
    const origin = await panel.serve()
    const page = await openPage(t, panel, origin, path, { as: 'admin', javaScript })
    const other = await openPage(t, panel, origin, path, { as: 'admin', javaScript })
    await page.getByLabel('Observar').check()
    await page.getByLabel('Endereços e redes').fill('203.0.113.0/24')
    await page.getByRole('button', { name: 'Simular a lista' }).click()
    await page.getByText('recusaria 4 pedidos verificados').waitFor()
    await page.getByRole('button', { name: 'Acrescentar endereços sugeridos' }).click()
    assert.match(
      await page.getByLabel('Endereços e redes').inputValue(),
      /203\.0\.113\.0\/24\n[\d.]+/,
    )
    await page.getByLabel('Endereços e redes').fill('203.0.113.0/24\n198.51.100.9')
    await page.locator('#provas').getByRole('button', { name: 'Salvar' }).click()
    await page.getByText('Verificações salvas').waitFor()
    await page.getByText('não recusaria nenhum pedido verificado').waitFor()
    assert.equal(await page.getByLabel('Observar').isChecked(), true)

    await other.getByLabel('user_id').fill('777')
    await other.getByRole('button', { name: 'Salvar' }).first().click()
    await other.getByText('Outra pessoa salvou este conector').waitFor()
    assert.equal(await other.getByLabel('user_id').inputValue(), '777')
    await other.getByRole('button', { name: 'Salvar' }).first().click()
    await other.getByText('Conector salvo.').waitFor()
    if (javaScript) for (const each of [page, other]) await assertAccessible(each)
  })

  test(`a secret is made, shown once and copied; the store is switched off and on, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    const path = `/conectores/${panel.tenant.conectorId}`
    const origin = await panel.serve()
    const page = await openPage(t, panel, origin, path, { as: 'admin', javaScript })
    const url = page.getByLabel('url_webhook')
    assert.match(await url.inputValue(), /^https:\/\/hub\.test\/api\/integracoes\/ml\/webhook/)
    assert.equal(await url.getAttribute('readonly'), '')
    if (javaScript) {
      await page.getByRole('button', { name: 'Copiar' }).first().click()
      await page.getByRole('button', { name: 'Copiado' }).waitFor()
    }
    await page.locator('summary', { hasText: 'Definir' }).last().click()
    await page.locator('details[open]').getByRole('button', { name: 'Gerar um novo' }).click()
    await page.getByText('Segredo trocado.').waitFor()
    const shown = await page.getByLabel(/guarde-o agora/).inputValue()
    assert.match(shown, /^[\w-]{43}$/)
    if (javaScript) await assertAccessible(page)
    await page.reload()
    assert.equal(await page.getByLabel(/guarde-o agora/).inputValue(), shown)
    await page.getByRole('button', { name: 'Já guardei: dispensar' }).click()
    await page.getByLabel(/guarde-o agora/).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Desligar a integração' }).click()
    await page.getByText('guardados e esperam: 0 agora').waitFor()
    await page.getByRole('button', { name: 'Ligar e liberar 0' }).click()
    await page.getByText('Integração ligada').waitFor()
    await page.locator('summary', { hasText: 'Desativar' }).click()
    await page.getByLabel('Motivo').fill('férias da loja')
    await page.getByRole('button', { name: 'Desativar' }).click()
    await page.getByText('Desativado: férias da loja').waitFor()
    await page.locator('summary', { hasText: 'Ativar' }).click()
    await page.getByLabel('Motivo').fill('voltou')
    await page.getByRole('button', { name: 'Ativar' }).click()
    await page.getByText('Conector ativado').waitFor()
  })

  test(`a store is made and its settings changed, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    const origin = await panel.serve()
    const page = await openPage(t, panel, origin, '/conectores', { as: 'admin', javaScript })
    await page.getByRole('link', { name: 'Nova loja' }).click()
    if (javaScript) await assertAccessible(page)
    await page.getByLabel('Número').fill('77')
    await page.getByLabel('Nome').fill('Loja do Centro')
    await page.getByRole('button', { name: 'Salvar' }).click()
    await page.getByText('Loja salva.').waitFor()
    assert.equal(await page.getByLabel('Loja').inputValue(), '77')
    if (javaScript) await assertAccessible(page)
    await page.getByRole('button', { name: 'Criar conector' }).click()
    await page.getByText('Conector criado.').waitFor()
    assert.match(await page.getByLabel(/guarde-o agora/).inputValue(), /^[\w-]{43}$/)
    await page.getByRole('link', { name: '77 · Loja do Centro' }).click()
    await page.getByLabel('Meio do aviso').selectOption('SMS')
    await page.getByLabel('Horário de retirada').fill('8h às 12h')
    await page.getByRole('button', { name: 'Salvar' }).click()
    await page.getByText('Loja salva.').waitFor()
    assert.equal(await page.getByLabel('Meio do aviso').inputValue(), 'SMS')
    if (javaScript) await assertAccessible(page)
  })
}

test('the screens of connectors fit a narrow phone, and are accessible by night', async (t) => {
  const panel = await openTestPanel(t)
  await connectSeller(panel.client)
  const { conectorId } = panel.tenant
  await panel.client.rows(
    `select connectors.set_connector_checks($1, '{HMAC}', 'OBSERVAR', '{203.0.113.0/24}', null, 'x')`,
    [conectorId],
  )
  await panel.client.rows(
    `select ingress.count_source($1, '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff', false, 4)`,
    [conectorId],
  )
  await panel.client.rows(
    `select mercado_livre.save_breaker($1, 'orders', 'ABERTO', interval '1 h')`,
    [conectorId],
  )
  const origin = await panel.serve()
  const viewport = { width: 320, height: 640 }
  for (const path of ['', '/novo', '/loja/nova', '/loja/123', `/${conectorId}`]) {
    const page = await openPage(t, panel, origin, `/conectores${path}`, {
      as: 'admin',
      viewport,
      colorScheme: 'dark',
    })
    await assertNoSidewaysScroll(page)
    for (const summary of await page.locator('main details > summary').all()) await summary.click()
    await assertNoSidewaysScroll(page)
    await assertAccessible(page)
  }
})
