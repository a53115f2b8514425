import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { append, drain, prepareTenant, readyPayload } from '../../../support/relay/engine.ts'
import { eventually } from '../../../support/eventually.ts'
import { openTestPanel, type TestPanel } from '../../../support/panel/test-panel.ts'

/** An order that became PRONTO, and 60 events that wait for a mapping. */
async function withEvents(t: TestContext): Promise<TestPanel> {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  const payload = { itens: [{ sku: 'SEM-MAPA', quantidade: 1 }] }
  const waiting = Array.from({ length: 60 }, (_, n) => ({ externalId: `espera-${n}`, payload }))
  await append(panel.client, [...waiting, { externalId: 'ML-1', payload: readyPayload }])
  await drain(panel.client)
  await panel.client.rows(`update hub.notificacao set status = 'ENVIADA', enviada_em = now()`)
  return panel
}

/** As the page stands; axe-core is itself a script. */
const accessible = (page: Page, javaScript: boolean) =>
  javaScript ? assertAccessible(page) : undefined

const counts = async ({ client }: TestPanel) => {
  const [row] = await client.rows<{ reprocessos: number; avisos: number; revelados: number }>(`
    select
      (select sum(reprocess_count)::int from hub.integracao_evento) as reprocessos,
      (select count(*)::int from hub.notificacao) as avisos,
      (select count(*)::int from hub.auditoria where acao = 'payload.revelar') as revelados`)
  return row
}

for (const javaScript of [true, false]) {
  test(`a person finds an event, reprocesses it, reveals its payload and sends its notice again, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await withEvents(t)
    const page = await openPage(t, panel, await panel.serve(), '/eventos', {
      as: 'operador',
      javaScript,
    })
    await page.getByRole('link', { name: 'Esperando mapeamento' }).click()
    await page.getByRole('link', { name: 'Mais antigos »' }).click()
    await page.getByRole('link', { name: 'espera-0', exact: true }).waitFor()
    await page.getByRole('link', { name: 'Tirar o filtro Status: MAPEAMENTO' }).click()
    await page.getByLabel('Id externo').fill('ML-1')
    await page.getByRole('button', { name: 'Filtrar' }).click()
    await page.waitForURL('**/eventos?external_id=ML-1')
    await accessible(page, javaScript)
    await page.getByRole('link', { name: 'ML-1', exact: true }).click()

    await page.locator('summary', { hasText: 'Reprocessar' }).click()
    await page.getByText('será aplicado outra vez').waitFor()
    await accessible(page, javaScript)
    await page.getByLabel('Sei disso').check()
    const form = page.locator('form[action$="/reprocessar"]')
    await form.getByLabel('Motivo').fill('conferir')
    await form.getByRole('button').dblclick()
    await page.getByText('Evento na fila para ser reprocessado.').waitFor()
    assert.equal((await counts(panel))?.reprocessos, 1)
    await page.reload()
    await page.goBack()
    await page.goForward()
    assert.equal((await counts(panel))?.reprocessos, 1)

    await page.locator('summary', { hasText: 'Enviar novamente' }).click()
    await page.getByText('O último foi enviado').waitFor()
    const resend = page.locator('form[action$="/reenviar"]')
    await resend.getByLabel('Motivo').fill('cliente não viu')
    await resend.getByRole('button').dblclick()
    await page.getByText('Aviso na fila para ser enviado novamente.').waitFor()
    assert.equal((await counts(panel))?.avisos, 2)

    await page.getByRole('link', { name: 'Ver payload' }).click()
    await page.getByText('"Maria S."').waitFor()
    await page.locator('summary', { hasText: 'Revelar' }).click()
    await page.getByLabel('Motivo').fill('reclamação')
    await page.getByRole('button', { name: 'Revelar dados pessoais' }).click()
    await page.getByText('"Maria Silva"').waitFor()
    await accessible(page, javaScript)
    assert.equal((await counts(panel))?.revelados, 1)
    await page.getByRole('link', { name: 'Mascarar de novo' }).click()
    await page.getByText('"Maria S."').waitFor()
  })
}

test('new events are announced without moving the list, stand still when asked to, and come when called', async (t) => {
  const panel = await withEvents(t)
  const path = '/eventos?tipo=ORDER_CREATED'
  const page = await openPage(t, panel, await panel.serve(), path, { as: 'leitor' })
  const first = page.locator('.timeline td a').first()
  await page.getByRole('button', { name: 'Pausar ao vivo' }).click()
  await append(panel.client, [{ externalId: 'novo-1' }])
  await page.getByRole('button', { name: 'Retomar ao vivo' }).click()
  const news = page.getByRole('link', { name: '1 evento novo · mostrar' })
  await news.waitFor()
  assert.equal(await first.textContent(), 'ML-1')
  await assertAccessible(page)
  await news.click()
  await eventually(async () => (await first.textContent()) === 'novo-1', { what: 'the new row' })
  await page.waitForURL(`**${path}`)
})

test('a hidden tab hears nothing, and goes on from what it heard last when it is looked at again', async (t) => {
  const panel = await withEvents(t)
  const page = await openPage(t, panel, await panel.serve(), '/eventos', { as: 'leitor' })
  const heard: (string | undefined)[] = []
  page.on('request', async (request) => {
    if (request.url().includes('/ao-vivo/')) {
      heard.push((await request.allHeaders())['last-event-id'])
    }
  })
  await append(panel.client, [{ externalId: 'novo-1' }])
  await page.getByRole('link', { name: '1 evento novo' }).waitFor()
  const [newest] = await panel.client.rows<{ id: string }>(
    'select max(id) as id from hub.integracao_evento',
  )
  const look = (hidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)
  await look(true)
  await append(panel.client, [{ externalId: 'novo-2' }])
  await look(false)
  await page.getByRole('link', { name: '2 eventos novos' }).waitFor()
  assert.equal(heard.at(-1), newest?.id)
})

for (const javaScript of [true, false]) {
  test(`a person reprocesses all that match, from the plan to the end, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await withEvents(t)
    const origin = await panel.serve()
    const page = await openPage(t, panel, origin, '/eventos?status=MAPEAMENTO', {
      as: 'operador',
      javaScript,
    })
    await page.getByRole('link', { name: 'Reprocessar todos que casam…' }).click()
    await accessible(page, javaScript)
    await page.getByLabel('Motivo').fill('mapa corrigido')
    await page.getByLabel('Ritmo').selectOption('500 por segundo')
    await page.getByRole('button', { name: 'Planejar' }).click()
    await accessible(page, javaScript)
    await page.getByLabel('Digite 60 para confirmar').fill('6')
    await page.getByRole('button', { name: 'Confirmar e começar' }).click()
    await page.getByText('O número digitado não é o total do lote.').waitFor()
    await page.getByLabel('Digite 60 para confirmar').fill('60')
    await page.getByRole('button', { name: 'Confirmar e começar' }).click()
    await page.getByText('Lote confirmado: começou.').waitFor()
    await page.getByRole('button', { name: 'Pausar o lote' }).click()
    await page.getByText('Lote pausado.').waitFor()
    await page.getByRole('button', { name: 'Retomar', exact: true }).click()
    await page.getByText('0 de 60 feitos, 60 por fazer').waitFor()
    await accessible(page, javaScript)
    for (const seconds of [1, 5]) {
      await panel.client.rows(`select bulk.run(clock_timestamp() + $1::interval)`, [`${seconds} s`])
    }
    if (javaScript) await page.getByRole('link', { name: 'Ver o resultado' }).click()
    else await page.getByRole('link', { name: 'Atualizar' }).click()
    await page.getByText('60 de 60 feitos.').waitFor()
    await page.getByText('CONCLUÍDO').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Pausar o lote' }).count(), 0)
    await page.goto(`${origin}/lotes`)
    await page.getByRole('link', { name: 'nº 1', exact: true }).waitFor()
    await accessible(page, javaScript)
  })
}

test('no screen of events or bulk acts scrolls sideways on a narrow phone, light or dark', async (t) => {
  const panel = await withEvents(t)
  const origin = await panel.serve()
  const long = 'X'.repeat(128)
  await append(panel.client, [{ externalId: long, payload: { etiqueta: long, status: long } }])
  await drain(panel.client)
  const [event] = await panel.client.rows<{ id: string }>(
    'select max(id) as id from hub.integracao_evento where tipo is not null',
  )
  await panel.client.rows(`
    select bulk.plan('REPROCESSAR', jsonb_build_object('external_id', repeat('X', 128)),
      array(select id from hub.integracao_evento), 'operador:maria', null, repeat('m', 200))`)
  const paths = [
    '/eventos',
    `/eventos?status=MAPEAMENTO&external_id=${long}`,
    '/eventos?nada=1',
    `/eventos/${event?.id}`,
    `/eventos/${event?.id}/payload`,
    '/lotes',
    '/lotes/1',
    `/lotes/novo?external_id=${long}`,
  ]
  const viewport = { width: 320, height: 640 }
  const page = await openPage(t, panel, origin, '/eventos', { as: 'admin', viewport })
  for (const path of paths) {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(origin + path)
    await page.evaluate(`document.querySelectorAll('details.act').forEach((d) => (d.open = true))`)
    await assertNoSidewaysScroll(page)
    await assertAccessible(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await assertAccessible(page, ['color-contrast'])
  }
})
