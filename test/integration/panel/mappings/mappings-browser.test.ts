/** Mappings and missing mappings in a real browser, as a person uses them, with JavaScript and without. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { append, drain, readyPayload } from '../../../support/relay/engine.ts'
import { openTestPanel, type TestPanel } from '../../../support/panel/test-panel.ts'

/** Two events of tenant 123 wait for SKU NOVO, one of them for a status too. */
async function hold(panel: TestPanel): Promise<void> {
  const of = (status: string | undefined) => ({
    ...readyPayload,
    itens: [{ sku: 'NOVO', quantidade: 1 }],
    status,
  })
  await append(panel.client, [
    { externalId: 'A', payload: of(undefined) },
    { externalId: 'B', payload: of('estranho') },
  ])
  await drain(panel.client)
}

const mapped = (panel: TestPanel) =>
  panel.client.rows(
    `select sku_externo as externo, sku_interno as interno from hub.mapeamento_sku order by id`,
  )

for (const javaScript of [true, false]) {
  const how = `JavaScript ${javaScript ? 'on' : 'off'}`

  test(`a missing mapping is found, mapped, and its events released, ${how}`, async (t) => {
    const panel = await openTestPanel(t)
    await hold(panel)
    const page = await openPage(t, panel, await panel.serve(), '/pendencias', {
      as: 'operador',
      javaScript,
    })
    await page
      .getByRole('row', { name: /NOVO/ })
      .getByRole('link', { name: /Mapear/ })
      .click()
    await page.getByText('Exatamente 1 evento:').waitFor()
    await page.getByText('1 continua esperando').waitFor()
    await page.getByLabel('SKU interno').fill('INT-9')
    await page.getByRole('button', { name: 'Mapear' }).click()
    await page.getByText('Mapeamento salvo: 1 evento liberado.').waitFor()
    assert.equal(await page.getByRole('row', { name: /NOVO/ }).count(), 0)
    await page.reload()
    await page.goBack()
    assert.deepEqual(await mapped(panel), [{ externo: 'NOVO', interno: 'INT-9' }])
  })

  test(`of two tabs that edit one mapping the second is told, keeps its input, and may go on, ${how}`, async (t) => {
    const panel = await openTestPanel(t)
    const origin = await panel.serve()
    const mine = await openPage(t, panel, origin, '/mapeamentos/sku', {
      as: 'operador',
      javaScript,
    })
    await mine.getByText('Novo mapeamento').click()
    const form = mine.locator('details.add')
    await form.getByLabel('Loja').selectOption('123')
    await form.getByLabel('SKU externo').fill('X')
    await form.getByLabel('SKU interno').fill('A')
    await form.getByRole('button', { name: 'Salvar' }).click()
    await mine.getByText('Mapeamento salvo: 0 eventos liberados.').waitFor()
    const hers = await openPage(t, panel, origin, new URL(mine.url()).pathname, {
      as: 'admin',
      javaScript,
    })
    await hers.getByLabel('SKU interno').fill('DELA')
    await hers.getByRole('button', { name: 'Salvar' }).click()
    await hers.getByText('Mapeamento salvo').waitFor()
    await mine.getByLabel('SKU interno').fill('MEU')
    await mine.getByRole('button', { name: 'Salvar' }).click()
    await mine.getByRole('alert').getByText('Outra pessoa mudou este mapeamento').waitFor()
    assert.equal(await mine.getByLabel('SKU interno').inputValue(), 'MEU')
    assert.deepEqual(await mapped(panel), [{ externo: 'X', interno: 'DELA' }])
    await mine.getByRole('button', { name: 'Salvar' }).click()
    await mine.getByText('Mapeamento salvo').waitFor()
    assert.deepEqual(await mapped(panel), [{ externo: 'X', interno: 'MEU' }])
    await mine.locator('summary', { hasText: 'Remover' }).click()
    await mine.getByLabel('Motivo').fill('saiu de linha')
    await mine.getByRole('button', { name: 'Remover' }).click()
    await mine.getByText('Mapeamento removido.').waitFor()
    assert.deepEqual(await mapped(panel), [])
  })

  test(`a file is uploaded, simulated, and imported as it was shown, ${how}`, async (t) => {
    const panel = await openTestPanel(t)
    await hold(panel)
    await panel.client.rows(
      `select processing.save_sku_mapping(123, 'ML', 'MUDA', 'ANTES', 'teste')`,
    )
    const page = await openPage(t, panel, await panel.serve(), '/mapeamentos/sku?tenant=123', {
      as: 'operador',
      javaScript,
    })
    await page.getByRole('link', { name: 'Importar CSV' }).click()
    const text = `\uFEFFsku_externo;sku_interno\r\nNOVO;INT-1\r\nMUDA;DEPOIS\r\n"linha\ndupla";'=X\r\n`
    await page.getByLabel('Arquivo CSV').setInputFiles({
      name: 'skus.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(text),
    })
    await page.getByRole('button', { name: 'Simular' }).click()
    await page.getByRole('heading', { name: 'O que será feito' }).waitFor()
    await page.getByRole('row', { name: /MUDA.*ANTES.*DEPOIS/ }).waitFor()
    assert.equal((await mapped(panel)).length, 1, 'a simulation changes nothing')
    await page.getByRole('button', { name: 'Importar 3 mapeamentos' }).click()
    await page.getByText('Mapeamentos importados: 1 evento liberado.').waitFor()
    assert.deepEqual(await mapped(panel), [
      { externo: 'MUDA', interno: 'DEPOIS' },
      { externo: 'NOVO', interno: 'INT-1' },
      { externo: 'linha dupla', interno: '=X' },
    ])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Exportar CSV' }).click(),
    ])
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    assert.match(Buffer.concat(chunks).toString(), /linha dupla;'=X\r\n/)
  })
}

test('the screens of mappings are accessible and fit a narrow phone', async (t) => {
  const panel = await openTestPanel(t)
  await hold(panel)
  await panel.client.rows(
    `select processing.save_sku_mapping(123, 'ML', 'UM-SKU-COMPRIDO-DE-MARKETPLACE-0000000000000001', 'INT-0000000000000000000000000000001', 'teste')`,
  )
  const origin = await panel.serve()
  const viewport = { width: 320, height: 640 }
  const ids = await panel.client.value<string>('select max(id) from hub.mapeamento_sku')
  const page = await openPage(t, panel, origin, '/mapeamentos/sku', { as: 'admin', viewport })
  for (const path of [
    '/mapeamentos/sku',
    `/mapeamentos/sku/${ids}`,
    '/mapeamentos/status?tenant=todas',
    '/mapeamentos/sku/importar',
    '/mapeamentos/sku/exportar',
    '/pendencias',
    '/pendencias/1',
    '/pendencias/2',
  ]) {
    await page.goto(origin + path)
    for (const act of await page.locator('details.act > summary').all()) await act.click()
    await assertAccessible(page)
    await assertNoSidewaysScroll(page)
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(`${origin}/mapeamentos/sku/importar?tenant=123`)
  await page.getByLabel('Ou cole as linhas').fill('NOVO;A\nOUTRO')
  await page.getByRole('button', { name: 'Simular' }).click()
  await page.getByText('Nada pode ser importado ainda').waitFor()
  await assertAccessible(page)
  await assertNoSidewaysScroll(page)
})
