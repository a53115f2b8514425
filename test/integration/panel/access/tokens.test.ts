/** /tokens: an admin makes and revokes the API's tokens, within what they reach themselves. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiTokenHash } from '../../../../src/core/api-token.ts'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { openTestPanel, type TestPanel } from '../../../support/panel/test-panel.ts'

const VALUE = /hub_[\w-]{43}/
const fields = { nome: 'ERP', papel: 'operador', lojas: '123', validade: '90' }

const opens = async ({ client }: TestPanel, token: string) =>
  (await client.rows('select from access.find_token($1)', [apiTokenHash(token)])).length === 1

test('a token is made, shown once, listed, and revoked', async (t) => {
  const panel = await openTestPanel(t)
  const origin = await panel.serve()
  const page = await openPage(t, panel, origin, '/tokens', { as: 'admin', javaScript: true })
  await assertAccessible(page)
  await page.getByRole('link', { name: 'Novo token' }).click()
  await assertAccessible(page)
  await page.getByLabel('Nome').fill('ERP da matriz')
  await page.getByLabel('Papel').selectOption('leitor')
  await page.getByLabel('Lojas').fill('123, 456')
  await page.getByRole('button', { name: 'Criar token' }).click()
  await page.getByText('Token criado.').waitFor()
  const token = await page.getByLabel('Guarde-o agora').inputValue()
  assert.match(token, VALUE)
  assert.ok(await opens(panel, token))
  await assertAccessible(page)
  await page.goto(`${origin}/tokens`)
  assert.equal(
    await page.getByLabel('Guarde-o agora').inputValue(),
    token,
    'a reload loses nothing',
  )
  await page.getByRole('button', { name: 'Já guardei: dispensar' }).click()
  await page.getByLabel('Guarde-o agora').waitFor({ state: 'detached' })
  assert.ok(!(await page.content()).includes(token), 'it is shown once')
  const row = page.getByRole('row', { name: /ERP da matriz leitor 123, 456 .*ATIVO.*em 364 d/ })
  await row.waitFor()
  await page.getByRole('button', { name: 'Revogar ERP da matriz' }).click()
  await page.getByText('Token revogado: não abre mais nada.').waitFor()
  assert.equal(await opens(panel, token), false)
  await page.setViewportSize({ width: 360, height: 740 })
  await assertNoSidewaysScroll(page)
  const acts = await panel.client.rows<{ acao: string; ator: string }>(
    `select acao, ator from hub.auditoria where objeto = 'api_token' order by id`,
  )
  assert.deepEqual(acts, [
    { acao: 'token.criar', ator: 'operador:admin' },
    { acao: 'token.revogar', ator: 'operador:admin' },
  ])
})

test('nobody makes, sees or revokes a token that reaches further than they do', async (t) => {
  const panel = await openTestPanel(t)
  const { client, call } = panel
  const foreign = await client.value<string>(
    `select access.create_token('De todos', 'admin', '{}', sha256('a'), 'teste')`,
  )
  await client.rows(`update hub.operador set papel = 'admin' where login = 'outro'`)
  const post = (more: Record<string, string>) =>
    call('POST', '/tokens/novo', { as: 'outro', form: { ...fields, ...more } })
  for (const [more, says] of [
    [{ lojas: '123' }, /os tenants que você alcança/],
    [{ lojas: '', papel: 'admin' }, /os tenants que você alcança/],
    [{ lojas: '' }, /ao menos um tenant/],
    [{ lojas: '456', validade: '9999' }, /um dos prazos/],
    [{ lojas: '456', nome: ' ' }, /até 100 caracteres/],
  ] as const) {
    const answer = await post(more)
    assert.equal(answer.status, 422)
    assert.match(answer.text, says)
    assert.doesNotMatch(answer.text, VALUE)
  }
  assert.equal((await post({ lojas: '456' })).status, 303)
  const list = (await call('GET', '/tokens', { as: 'outro' })).text
  assert.match(list, /ERP/)
  assert.doesNotMatch(list, /De todos/)
  const revoke = (id: string) => call('POST', `/tokens/${id}/revogar`, { as: 'outro', form: {} })
  assert.equal((await revoke(foreign)).status, 404)
  assert.equal((await revoke('x')).status, 404)
  assert.equal(
    await client.value('select count(*)::int from hub.api_token where revogado_em is not null'),
    0,
  )
})

test('a token asks for the password again, ten minutes after it was last proved', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows(
    `update hub.operador_sessao set confirmada_em = confirmada_em - interval '11 minutes'`,
  )
  const answer = await panel.call('POST', '/tokens/novo', { as: 'admin', form: fields })
  assert.equal(answer.status, 403)
  assert.equal(await panel.client.value('select count(*)::int from hub.api_token'), 0)
})
