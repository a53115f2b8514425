import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { testDatabase } from '../../../support/database/database.ts'
import { append, readyPayload, step } from '../../../support/relay/engine.ts'
import { eventually } from '../../../support/eventually.ts'
import { freePort } from '../../../support/process/free-port.ts'
import { tempDir } from '../../../support/process/in-process.ts'
import { releaseDue } from '../../../support/relay/release.ts'
import { serviceProcess } from '../../../support/process/service-process.ts'
import { sqlClient } from '../../../support/database/sql-client.ts'
import { openTestPanel, SESSION_COOKIE, type TestPanel } from '../../../support/panel/test-panel.ts'

/** Ten orders processed and measured, and one that waits for a mapping. */
async function withTraffic(panel: TestPanel): Promise<void> {
  const { client } = panel
  await client.rows(`select processing.save_sku_mapping(123, 'ML', 'ABC-1', 'INT-1', 'teste')`)
  await client.rows(
    `select processing.save_status_mapping(123, 'ML', 'ready_to_ship', 'PRONTO', false, 'teste')`,
  )
  await append(
    client,
    Array.from({ length: 10 }, (_, n) => ({ externalId: `ML-${n}`, payload: readyPayload })),
  )
  const unmapped = { ...readyPayload, itens: [{ sku: 'NUNCA-VISTO', quantidade: 1 }] }
  await append(client, [{ externalId: 'ML-sem-sku', payload: unmapped }])
  const { tenants, atrasos, vezes } = await step(client)
  await client.rows(
    `select measures.add_processed(r.t, array[6]::smallint[], array[$1]::int[], clock_timestamp() - interval '1 minute')
     from (select array[123]::bigint[]) as r (t)`,
    [vezes.reduce((sum, n) => sum + n, 0)],
  )
  assert.equal(tenants.length, atrasos.length)
  await client.rows(`select measures.measure(clock_timestamp() + interval '1 minute')`)
}

test('the first screen says what waits for a person before anything else, and says so when nothing does', async (t) => {
  const panel = await openTestPanel(t)
  const calm = await panel.call('GET', '/', { as: 'leitor' })
  assert.equal(calm.status, 200)
  assert.match(calm.text, /Tudo em dia/)
  await withTraffic(panel)
  await panel.client.rows(
    `update hub.integracao_outbox set status = 'MORTO', motivo = null where tenant_id = 123`,
  )
  const busy = (await panel.call('GET', '/', { as: 'leitor' })).text
  assert.doesNotMatch(busy, /Tudo em dia/)
  const order = ['mapeamento necessário', 'Na fila agora', 'Eventos por minuto'].map((words) =>
    busy.indexOf(words),
  )
  assert.ok(
    order.every((at, n) => at > (order[n - 1] ?? 0)),
    String(order),
  )
  assert.match(busy, /href="\/pendencias"/)
  assert.match(busy, /href="\/outbox\?status=MORTO"/)
})

test('figures are of the stores that the operator may see', async (t) => {
  const panel = await openTestPanel(t)
  await withTraffic(panel)
  const figure = (text: string) =>
    /Processados por minuto<\/dt><dd class="value">([^<]+)</.exec(text)?.[1]
  assert.equal(figure((await panel.call('GET', '/', { as: 'admin' })).text), '0,7')
  const other = await panel.call('GET', '/', { as: 'outro' })
  assert.equal(figure(other.text), '0')
  assert.match(other.text, /Tudo em dia/)
})

test('a period that is none is refused, saying which there are', async (t) => {
  const panel = await openTestPanel(t)
  for (const query of ['?janela=2h', '?periodo=1h', '?janela=1h&janela=7d']) {
    const { status, text } = await panel.call('GET', `/${query}`, { as: 'leitor' })
    assert.equal(status, 400, query)
    assert.doesNotMatch(text, /Na fila agora/)
  }
  for (const janela of ['1h', '24h', '7d']) {
    assert.equal((await panel.call('GET', `/?janela=${janela}`, { as: 'leitor' })).status, 200)
  }
})

test('a measure that can not be read in time is a banner, and the rest of the page stands', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows('begin')
  await panel.client.rows('lock table hub.medida in access exclusive mode')
  const { status, text } = await panel.call('GET', '/', { as: 'leitor' })
  await panel.client.rows('rollback')
  assert.equal(status, 200)
  assert.match(text, /Esta consulta demorou demais/)
  assert.match(text, /Período dos gráficos/)
})

test('in a browser the charts are drawn, the figures follow, and standing still is a click away', async (t) => {
  const panel = await openTestPanel(t)
  await withTraffic(panel)
  const origin = await panel.serve()
  const page = await openPage(t, panel, origin, '/', { as: 'operador' })
  await page.locator('.plot canvas').nth(4).waitFor()
  assert.equal(await page.locator('.plot canvas').count(), 5)
  await assertAccessible(page)
  await page.getByText('Ver em tabela').first().click()
  await page.getByRole('table', { name: 'Eventos por minuto' }).waitFor()
  await page.getByText('ao vivo', { exact: true }).waitFor()

  const needed = page.getByText('mapeamento necessário')
  await needed.waitFor()
  await append(
    panel.client,
    [1, 2].map((n) => ({
      externalId: `ML-outro-${n}`,
      payload: { ...readyPayload, itens: [{ sku: `OUTRO-${n}`, quantidade: 1 }] },
    })),
  )
  await page.getByRole('link', { name: 'mapeamento necessário' }).focus()
  await step(panel.client)
  await page.getByText('mapeamentos necessários').waitFor({ timeout: 15_000 })
  assert.equal(
    await page.evaluate<string>(`document.activeElement.getAttribute('href')`),
    '/pendencias',
    'whoever is there by the keyboard stays there',
  )
  for (const n of [1, 2]) {
    await panel.client.rows(`select processing.save_sku_mapping(123, 'ML', $1, 'INT-1', 'teste')`, [
      `OUTRO-${n}`,
    ])
  }
  await panel.client.rows(
    `select processing.save_sku_mapping(123, 'ML', 'NUNCA-VISTO', 'INT-9', 'teste')`,
  )
  await releaseDue(panel.client)
  await needed.waitFor({ state: 'detached', timeout: 15_000 })
  assert.equal(await page.locator('.plot canvas').count(), 5)

  // A new minute was counted: the charts and the tables under them follow, and what was opened stays open.
  const last = page.locator('#vazao tr').last()
  const before = await last.getAttribute('data-at')
  await page.evaluate(`document.querySelector('#vazao tr:last-child').dataset.at = '0'`)
  await panel.client.rows(`select measures.measure(clock_timestamp() + interval '2 minutes')`)
  await eventually(async () => Number(await last.getAttribute('data-at')) >= Number(before), {
    what: 'the table has been brought up to date',
    timeoutMs: 15_000,
  })
  assert.equal(await page.locator('.plot canvas').count(), 5)
  await page.getByRole('table', { name: 'Eventos por minuto' }).waitFor()

  const pause = page.getByRole('button', { name: 'Pausar ao vivo' })
  await pause.click()
  await page.getByText('pausado', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Retomar ao vivo' }).click()
  await page.getByText('ao vivo', { exact: true }).waitFor()
})

test('on a narrow phone by night, and without JavaScript, all of it is there', async (t) => {
  const panel = await openTestPanel(t)
  await withTraffic(panel)
  const origin = await panel.serve()
  const phone = { width: 320, height: 640 }
  const page = await openPage(t, panel, origin, '/', {
    as: 'leitor',
    viewport: phone,
    colorScheme: 'dark',
  })
  await page.locator('.plot canvas').nth(4).waitFor()
  await assertNoSidewaysScroll(page)
  await assertAccessible(page)
  const plain = await openPage(t, panel, origin, '/', {
    as: 'leitor',
    viewport: phone,
    javaScript: false,
  })
  await plain.getByText('mapeamento necessário').waitFor()
  await plain.getByText('Ver em tabela').first().click()
  await plain.getByRole('cell', { name: '—' }).or(plain.getByRole('cell')).first().waitFor()
  await plain.getByRole('link', { name: '24 horas' }).click()
  await plain.waitForURL('**/?janela=24h')
  await assertNoSidewaysScroll(plain)
})

test('what has not changed is not sent again, not even by the next stream', async (t) => {
  const panel = await openTestPanel(t)
  const origin = await panel.serve()
  const cookie = `${SESSION_COOKIE}=${panel.sessions.leitor}`
  const first = async (lastId: string) => {
    const ended = new AbortController()
    const answer = await fetch(`${origin}/ao-vivo/painel`, {
      headers: { cookie, 'last-event-id': lastId },
      signal: ended.signal,
    })
    assert.ok(answer.body)
    let message = ''
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      message += chunk
      if (message.endsWith('\n\n')) break
    }
    ended.abort()
    return message
  }
  const whole = await first('')
  assert.match(whole, /Tudo em dia/)
  assert.match(whole, /id="graficos"/)
  const id = /^id: (.+)$/m.exec(whole)?.[1] ?? ''
  assert.notEqual(id, '')
  const again = await first(id)
  // A minute may have begun since.
  if (!again.includes('id="graficos"')) assert.equal(again, ': nada de novo\n\n')
  const other = await first(`${id}-antes`)
  assert.match(other, /Tudo em dia/)
})

test('a page that can not follow says so, and says when it does again', async (t) => {
  const panel = await openTestPanel(t)
  const origin = await panel.serve()
  const page = await openPage(t, panel, origin, '/', {
    as: 'leitor',
    provoked: /ERR_FAILED|htmx:sse:error/,
  })
  const live = page.getByText('ao vivo', { exact: true })
  await live.waitFor()
  // Streams end by themselves at times; here the next one can not be had.
  await page.route('**/ao-vivo/**', (route) => route.abort())
  const button = (name: string) => page.getByRole('button', { name })
  await page.evaluate(`document.getElementById('agora')._htmx.sse.reader.cancel()`)
  await page.getByText('reconectando', { exact: true }).waitFor()
  await page.unroute('**/ao-vivo/**')
  await live.waitFor()
  await button('Pausar ao vivo').click()
  await page.getByText('pausado', { exact: true }).waitFor()
})

test('a service that is told to stop ends the streams that are open, and is gone in time', async (t) => {
  const { url } = await testDatabase(t)
  const ports = [await freePort(), await freePort()] as const
  const service = serviceProcess(t, ports, { DATABASE_URL: url, DATA_DIR: tempDir(t) })
  await service.start()
  const sql = await sqlClient(t, url)
  const token = 's'.repeat(43)
  await sql.rows(
    `select access.open_session(
       access.create_operator('leitor', 'Leitor', 'leitor', '{}', null, 'teste'), sha256($1), '127.0.0.1', 'teste'
     )`,
    [Buffer.from(token)],
  )
  const streams = await Promise.all(
    Array.from({ length: 3 }, () =>
      fetch(`${service.internalUrl}/ao-vivo/painel`, {
        headers: { cookie: `${SESSION_COOKIE}=${token}` },
        redirect: 'manual',
      }),
    ),
  )
  assert.deepEqual(
    streams.map(({ status }) => status),
    [200, 200, 200],
  )
  const readers = streams.map(({ body }) => body!.pipeThrough(new TextDecoderStream()).getReader())
  const firsts = await Promise.all(readers.map((reader) => reader.read()))
  for (const { value } of firsts) assert.match(value ?? '', /data:/)
  const began = performance.now()
  const ended = async (reader: (typeof readers)[number]) => {
    while (!(await reader.read()).done);
  }
  const [code] = await Promise.all([service.terminate(), ...readers.map(ended)])
  assert.equal(code, 0)
  // What is open after ten seconds is cut off: these ended by themselves.
  assert.ok(performance.now() - began < 9000, `${performance.now() - began} ms`)
})
