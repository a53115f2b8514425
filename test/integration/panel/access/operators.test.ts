/** /operadores: an admin makes, changes and deactivates operators; nobody else may see them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyPassword } from '../../../../src/core/password.ts'
import { ROLES } from '../../../../src/panel/session/permissions.ts'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import {
  openTestPanel,
  SESSION_COOKIE,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'

const fresh = { login: 'maria', nome: 'Maria Silva', papel: 'operador', alcance: 'todas' }

const idOf = (panel: TestPanel, login: string) =>
  panel.client.value<string>('select id from hub.operador where login = $1', [login])

const rowOf = async (panel: TestPanel, login: string) =>
  (
    await panel.client.rows(
      `select nome, papel, tenants, desativado_em is null as ativo, lock_version from hub.operador where login = $1`,
      [login],
    )
  )[0]

for (const javaScript of [true, false]) {
  test(`an admin makes an operator, changes them and ends their sessions, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    const origin = await panel.serve()
    const page = await openPage(t, panel, origin, '/operadores', { as: 'admin', javaScript })
    if (javaScript) await assertAccessible(page)
    await page.getByRole('link', { name: 'Novo operador' }).click()
    if (javaScript) await assertAccessible(page)
    await page.getByLabel('Login').fill('Maria')
    await page.getByLabel('Nome').fill('Maria Silva')
    await page.getByLabel('Papel').selectOption('operador')
    await page.getByLabel('Alcance').selectOption('escolhidas')
    await page.getByLabel('Lojas').fill('456, 123')
    await page.getByRole('button', { name: 'Criar operador' }).click()
    await page.getByText('Operador criado.').waitFor()
    const senha = await page.getByLabel('Guarde-a agora').inputValue()
    if (javaScript) await assertAccessible(page)
    const kept = await panel.client.value<string>(
      `select senha_hash from hub.operador where login = 'maria'`,
    )
    assert.equal(await verifyPassword(senha, kept), true)
    await page.reload()
    assert.equal(await page.getByLabel('Guarde-a agora').inputValue(), senha, 'nothing is lost')
    await page.getByRole('button', { name: 'Já guardei: dispensar' }).click()
    await page.getByRole('button', { name: 'Gerar outra senha' }).waitFor()
    assert.equal(await page.getByLabel('Guarde-a agora').count(), 0, 'shown once')
    assert.ok(!(await page.content()).includes(senha))

    await page.getByLabel('Papel').selectOption('auditor')
    await page.getByLabel('Alcance').selectOption('todas')
    await page.getByRole('button', { name: 'Salvar' }).click()
    await page.getByText('Operador alterado.').waitFor()
    assert.deepEqual(await rowOf(panel, 'maria'), {
      nome: 'Maria Silva',
      papel: 'auditor',
      tenants: [],
      ativo: true,
      lock_version: '1',
    })

    await page.goto(`${origin}/operadores/${await idOf(panel, 'leitor')}`)
    await page.getByRole('button', { name: /^Encerrar a sessão/ }).click()
    await page.getByText('Sessão encerrada.').waitFor()
    await page.getByText('Nenhuma sessão aberta.').waitFor()
    assert.equal((await panel.call('GET', '/conta', { as: 'leitor' })).status, 303)

    await page.getByRole('button', { name: 'Gerar outra senha' }).click()
    await page.getByText('Senha trocada. As sessões do operador foram encerradas.').waitFor()
    await page.getByLabel('Guarde-a agora').waitFor()
  })
}

test('the screens of operators fit a narrow phone', async (t) => {
  const panel = await openTestPanel(t)
  const origin = await panel.serve()
  const viewport = { width: 320, height: 640 }
  for (const path of ['', '/novo', `/${await idOf(panel, 'outro')}`]) {
    const page = await openPage(t, panel, origin, `/operadores${path}`, { as: 'admin', viewport })
    await assertNoSidewaysScroll(page)
  }
})

test('no papel but admin reaches any address of operators', async (t) => {
  const panel = await openTestPanel(t)
  const id = await idOf(panel, 'leitor')
  const routes: [string, string, Record<string, string>?][] = [
    ['GET', '/operadores'],
    ['GET', '/operadores/novo'],
    ['POST', '/operadores/novo', fresh],
    ['GET', `/operadores/${id}`],
    ['POST', `/operadores/${id}`, { ...fresh, ativo: 'nao', lock_version: '0' }],
    ['POST', `/operadores/${id}/senha`, {}],
    ['POST', `/operadores/${id}/sessoes/encerrar`, {}],
    ['POST', `/operadores/${id}/sessoes/0000000000000000/encerrar`, {}],
  ]
  const before = await panel.client.rows('select * from hub.operador order by id')
  for (const [method, path, form] of routes) {
    const sent = form === undefined ? {} : { form }
    for (const as of [...ROLES.filter((papel) => papel !== 'admin'), 'outro'] as const) {
      const { status } = await panel.call(method, path, { as, ...sent })
      assert.equal(status, 403, `${method} ${path} as ${as}`)
    }
    const { status, location } = await panel.call(method, path, sent)
    assert.equal(status, 303, `${method} ${path} as nobody`)
    assert.match(location ?? '', /^\/entrar/)
  }
  assert.deepEqual(await panel.client.rows('select * from hub.operador order by id'), before)
})

test('a stale edit is 409 with a clear message, keeps what was typed, and saves nothing', async (t) => {
  const panel = await openTestPanel(t)
  const id = await idOf(panel, 'leitor')
  const edit = (nome: string) =>
    panel.call('POST', `/operadores/${id}`, {
      as: 'admin',
      form: { nome, papel: 'leitor', alcance: 'todas', ativo: 'sim', lock_version: '0' },
    })
  assert.equal((await edit('Primeira')).status, 303)
  const late = await edit('Segunda')
  assert.equal(late.status, 409)
  assert.match(late.text, /Outra pessoa alterou este operador/)
  assert.match(late.text, new RegExp(`href="/operadores/${id}">Recarregar`))
  assert.match(late.text, /value="Segunda"/)
  assert.equal((await rowOf(panel, 'leitor'))?.['nome'], 'Primeira')
  assert.equal((await edit('Segunda')).status, 409, 'nor by sending it again')
})

test('a second click on create makes one operator', async (t) => {
  const panel = await openTestPanel(t)
  const create = () => panel.call('POST', '/operadores/novo', { as: 'admin', form: fresh })
  const answers = await Promise.all([create(), create()])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 409])
  const late = answers.find(({ status }) => status === 409)
  assert.match(late?.text ?? '', /Já existe um operador com este login/)
})

test('an impossible value is refused beside its field, and never a 500', async (t) => {
  const panel = await openTestPanel(t)
  const id = await idOf(panel, 'admin')
  const known = { nome: 'N', papel: 'admin', alcance: 'todas', ativo: 'sim', lock_version: '0' }
  const cases: [string, Record<string, string>, number, RegExp][] = [
    ['novo', { ...fresh, login: 'com espaço' }, 422, /Informe de 1 a 64 letras/],
    ['novo', { ...fresh, nome: ' ' }, 422, /Informe o nome/],
    ['novo', { ...fresh, papel: 'rei' }, 422, /um dos papéis/],
    ['novo', { ...fresh, alcance: 'escolhidas' }, 422, /ao menos uma loja/],
    ['novo', { ...fresh, alcance: 'escolhidas', lojas: 'abc' }, 422, /números das lojas/],
    ['novo', { ...fresh, alcance: 'escolhidas', lojas: '999' }, 404, /Tenant não encontrado/],
    ['novo', {}, 422, /Informe o nome/],
    [id, { ...known, ativo: 'nao' }, 409, /único administrador ativo/],
    [id, { ...known, papel: 'leitor' }, 409, /único administrador ativo/],
    [id, { ...known, lock_version: 'x' }, 422, /Salvar/],
    ['9999999', known, 404, /Não há operador/],
    ['abc', known, 404, /Não há operador/],
    ['99999999999999999999', known, 404, /Não há operador/],
  ]
  for (const [path, form, status, says] of cases) {
    const answer = await panel.call('POST', `/operadores/${path}`, { as: 'admin', form })
    assert.equal(answer.status, status, JSON.stringify([path, form]))
    assert.match(answer.text, says)
  }
  assert.deepEqual(
    panel.logged.filter((line) => line.includes('panel request failed')),
    [],
  )
})

test('an admin of some stores sees and makes only operators of those stores', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows(`update hub.operador set papel = 'admin' where login = 'outro'`)
  const list = await panel.call('GET', '/operadores', { as: 'outro' })
  assert.equal(list.status, 200)
  assert.ok(list.text.includes('>outro</a>') && !list.text.includes('>leitor</a>'))
  const id = await idOf(panel, 'leitor')
  for (const [method, path] of [
    ['GET', ''],
    ['POST', ''],
    ['POST', '/senha'],
    ['POST', '/sessoes/encerrar'],
  ] as const) {
    const form = method === 'GET' ? {} : { form: {} }
    const { status } = await panel.call(method, `/operadores/${id}${path}`, {
      as: 'outro',
      ...form,
    })
    assert.equal(status, 404, `${method} ${path}`)
  }
  const create = (more: Record<string, string>) =>
    panel.call('POST', '/operadores/novo', { as: 'outro', form: { ...fresh, ...more } })
  assert.match((await create({})).text, /os tenants que você alcança/)
  const beyond = await create({ alcance: 'escolhidas', lojas: '123,456' })
  assert.equal(beyond.status, 422)
  assert.equal((await create({ alcance: 'escolhidas', lojas: '456' })).status, 303)
})

test('a new password is shown on its operator’s page only, until it is dismissed, and is in no address, log or audit', async (t) => {
  const panel = await openTestPanel(t)
  const made = await panel.call('POST', '/operadores/novo', { as: 'admin', form: fresh })
  const [given] = /__Host-hub_uma_vez_senha-[^;]+/.exec(made.headers.get('set-cookie') ?? '') ?? []
  assert.match(made.headers.get('set-cookie') ?? '', /HttpOnly[^,]*SameSite=Strict/)
  const look = (path: string) =>
    panel.call('GET', path, {
      as: 'admin',
      headers: { cookie: `${SESSION_COOKIE}=${panel.sessions.admin}; ${given}` },
    })
  const shown = await look(made.location ?? '')
  const senha = /value="([a-z2-9-]{23})"/.exec(shown.text)?.[1] ?? ''
  assert.equal(senha.length, 23)
  assert.ok((await look(made.location ?? '')).text.includes(senha), 'a reload loses nothing')
  const elsewhere = await look(`/operadores/${await idOf(panel, 'leitor')}`)
  assert.ok(!elsewhere.text.includes(senha))
  assert.equal(shown.headers.get('cache-control'), 'no-store')
  const audit = await panel.client.rows('select * from hub.auditoria')
  const told = JSON.stringify([audit, panel.logged, made.location, made.text])
  assert.ok(!told.includes(senha))
})

test('the name of an operator is shown inert', async (t) => {
  const panel = await openTestPanel(t)
  const nome = '<script>alert(1)</script>'
  await panel.call('POST', '/operadores/novo', { as: 'admin', form: { ...fresh, nome } })
  for (const path of ['/operadores', `/operadores/${await idOf(panel, 'maria')}`]) {
    const { text } = await panel.call('GET', path, { as: 'admin' })
    assert.ok(!text.includes('<script>alert') && text.includes('&lt;script&gt;'), path)
  }
})

test('a deactivated operator is signed out at the next request', async (t) => {
  const panel = await openTestPanel(t)
  const who: Who = 'dba'
  assert.equal((await panel.call('GET', '/conta', { as: who })).status, 200)
  const id = await idOf(panel, who)
  const form = { nome: 'D', papel: 'dba', alcance: 'todas', ativo: 'nao', lock_version: '0' }
  await panel.call('POST', `/operadores/${id}`, { as: 'admin', form })
  assert.equal((await panel.call('GET', '/conta', { as: who })).status, 303)
})
