import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClientAddress } from '../../../../src/core/http/client-address.ts'
import { hashPassword } from '../../../../src/core/password.ts'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { openTestPanel, SESSION_COOKIE, type TestPanel } from '../../../support/panel/test-panel.ts'

const PASSWORD = 'correta-e-comprida-7'

async function withPassword(panel: TestPanel): Promise<void> {
  await panel.client.rows(
    `select access.create_operator('maria', 'Maria', 'operador', '{123}', $1, 'teste')`,
    [await hashPassword(PASSWORD, 2 ** 10)],
  )
}

for (const javaScript of [true, false]) {
  test(`a person signs in and out in a browser, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    await withPassword(panel)
    const page = await openPage(t, panel, await panel.serve(), '/pedidos?status=PRONTO', {
      javaScript,
    })
    assert.equal(await page.title(), 'Entrar · hub-outbox')
    await page.getByLabel('Login').fill('Maria')
    await page.getByLabel('Senha').fill('errada-e-comprida-7')
    await page.getByRole('button', { name: 'Entrar' }).click()
    await page.getByRole('alert').getByText('Login ou senha não conferem.').waitFor()
    await page.getByLabel('Senha').fill(PASSWORD)
    await page.getByRole('button', { name: 'Entrar' }).click()
    await page.waitForURL('**/pedidos?status=PRONTO')
    await page.getByRole('navigation', { name: 'Principal' }).waitFor()
    const [cookie] = await page.context().cookies()
    assert.deepEqual(
      [cookie?.name, cookie?.httpOnly, cookie?.secure, cookie?.sameSite, cookie?.path],
      [SESSION_COOKIE, true, true, 'Lax', '/'],
    )
    await page.getByRole('button', { name: 'Sair' }).click()
    await page.waitForURL('**/entrar')
    await page.goBack()
    await page.waitForURL('**/entrar?volta=*')
  })
}

test('the sign-in page is accessible and fits a narrow phone', async (t) => {
  const panel = await openTestPanel(t)
  const page = await openPage(t, panel, await panel.serve(), '/entrar', {
    viewport: { width: 320, height: 640 },
  })
  await assertAccessible(page)
  await assertNoSidewaysScroll(page)
})

test('behind a trusted proxy people are told apart by their own addresses, and a stranger can not claim another', async (t) => {
  for (const [proxies, origem] of [
    [['127.0.0.1/32'], '203.0.113.7'],
    [[], '127.0.0.1'],
  ] as const) {
    const panel = await openTestPanel(t, {
      change: (deps) => ({ ...deps, clientAddress: createClientAddress(proxies) }),
    })
    await withPassword(panel)
    const answer = await fetch(`${await panel.serve()}/entrar`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': '198.51.100.1, 203.0.113.7' },
      body: new URLSearchParams({ login: 'maria', senha: PASSWORD }),
    })
    assert.equal(answer.status, 303)
    const seen = await panel.client.value(
      `select s.origem from hub.operador_sessao as s join hub.operador as o on o.id = s.operador_id
       where o.login = 'maria'`,
    )
    assert.equal(seen, origem)
  }
})
