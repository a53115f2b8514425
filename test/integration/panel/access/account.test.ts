/** /conta: one's own password and sessions, and the password that a sensitive act asks for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyPassword } from '../../../../src/core/password.ts'
import { ROLES } from '../../../../src/panel/session/permissions.ts'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { failFirstCommit } from '../../../support/database/fail-first-commit.ts'
import { ageSession, givePassword, PANEL_PASSWORD } from '../../../support/panel/panel-password.ts'
import {
  openTestPanel,
  SESSION_COOKIE,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'

const NEW = 'uma frase nova e longa'

/** Another session of somebody who has a password, by the entrance. */
async function enter(panel: TestPanel, login: Who): Promise<string> {
  const form = { login, senha: PANEL_PASSWORD }
  const { status, headers } = await panel.call('POST', '/entrar', { form })
  assert.equal(status, 303)
  return cookieOf(headers)
}

const cookieOf = (headers: Headers) =>
  new RegExp(`${SESSION_COOKIE}=([\\w-]{43})`).exec(headers.get('set-cookie') ?? '')?.[1] ?? ''

const opens = async (panel: TestPanel, token: string) =>
  (await panel.call('GET', '/conta', { headers: { cookie: `${SESSION_COOKIE}=${token}` } }))
    .status === 200

const change = (senha_atual: string, senha_nova = NEW, senha_repetida = senha_nova) => ({
  senha_atual,
  senha_nova,
  senha_repetida,
})

for (const javaScript of [true, false]) {
  test(`a person changes the password and ends a session, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    await givePassword(panel, 'leitor')
    const other = await enter(panel, 'leitor')
    const origin = await panel.serve()
    const page = await openPage(t, panel, origin, '/conta', { as: 'leitor', javaScript })
    await page.getByRole('heading', { name: 'Sua conta' }).waitFor()
    assert.equal(await page.getByText('esta sessão', { exact: true }).count(), 1)
    if (javaScript) await assertAccessible(page)

    await page.getByLabel('Senha de agora').fill('errada e comprida 7')
    await page.getByLabel('Senha nova', { exact: true }).fill(NEW)
    await page.getByLabel('Senha nova, outra vez').fill(NEW)
    await page.getByRole('button', { name: 'Trocar a senha' }).click()
    await page.getByText('A senha não confere.').waitFor()
    await page.getByLabel('Senha de agora').fill(PANEL_PASSWORD)
    await page.getByLabel('Senha nova', { exact: true }).fill(NEW)
    await page.getByLabel('Senha nova, outra vez').fill(NEW)
    await page.getByRole('button', { name: 'Trocar a senha' }).click()
    await page.getByRole('status').getByText('Senha trocada.').waitFor()
    assert.equal(await opens(panel, other), false)
    assert.equal(await opens(panel, panel.sessions.leitor), false, 'the browser has another one')

    await page.reload()
    await page.getByRole('button', { name: /^Encerrar a sessão/ }).click()
    await page.waitForURL('**/entrar')
    await page.goto(`${origin}/conta`)
    await page.waitForURL('**/entrar?volta=%2Fconta')
  })
}

test('the account fits a narrow phone', async (t) => {
  const panel = await openTestPanel(t)
  await givePassword(panel, 'leitor')
  const page = await openPage(t, panel, await panel.serve(), '/conta', {
    as: 'leitor',
    viewport: { width: 320, height: 640 },
  })
  await assertNoSidewaysScroll(page)
})

test('every papel may look after its own account', async (t) => {
  const panel = await openTestPanel(t)
  await givePassword(panel, ...ROLES)
  for (const as of ROLES) {
    assert.equal((await panel.call('GET', '/conta', { as })).status, 200, as)
    const form = change(PANEL_PASSWORD)
    const { status, location, headers } = await panel.call('POST', '/conta/senha', { as, form })
    assert.deepEqual([status, location], [303, '/conta?feito=senha.mudar'], as)
    assert.equal(await opens(panel, cookieOf(headers)), true, as)
    const kept = await panel.client.value<string>(
      'select senha_hash from hub.operador where login = $1',
      [as],
    )
    assert.match(kept, /^scrypt\$131072\$/)
    assert.equal(await verifyPassword(NEW, kept), true, as)
  }
  const told = await panel.client.rows<{ ator: string }>(
    `select ator from hub.auditoria where acao = 'operador.trocar_senha' order by id`,
  )
  assert.deepEqual(
    told.map(({ ator }) => ator),
    ROLES.map((papel) => `operador:${papel}`),
  )
})

test('a new password must be long, typed twice alike, and the old one right; no answer repeats one', async (t) => {
  const panel = await openTestPanel(t)
  await givePassword(panel, 'leitor')
  const cases: [Record<string, string>, number, RegExp][] = [
    [change(PANEL_PASSWORD, 'curta'), 422, /de 12 a 128 caracteres\./],
    [change(PANEL_PASSWORD, NEW, `${NEW}!`), 422, /As duas não são iguais/],
    [change('', NEW), 422, /Informe a senha de agora/],
    [change('errada e comprida'), 422, /A senha não confere/],
    [{ senha_nova: NEW }, 422, /Informe a senha de agora/],
  ]
  for (const [form, status, says] of cases) {
    const answer = await panel.call('POST', '/conta/senha', { as: 'leitor', form })
    assert.equal(answer.status, status)
    assert.match(answer.text, says)
    for (const typed of Object.values(form)) {
      if (typed !== '') assert.ok(!answer.text.includes(`"${typed}"`), typed)
    }
    assert.equal(answer.headers.get('cache-control'), 'no-store')
  }
  assert.equal(await opens(panel, panel.sessions.leitor), true)
})

test('an operator without a password sees no form to change it, and is refused', async (t) => {
  const panel = await openTestPanel(t)
  const { text } = await panel.call('GET', '/conta', { as: 'auditor' })
  assert.ok(!text.includes('Trocar a senha'))
  const form = change(PANEL_PASSWORD)
  const { status } = await panel.call('POST', '/conta/senha', { as: 'auditor', form })
  assert.equal(status, 403)
})

test('wrong guesses of one’s own password are throttled like those at sign-in', async (t) => {
  const panel = await openTestPanel(t)
  await givePassword(panel, 'leitor')
  const guess = () =>
    panel.call('POST', '/conta/senha', { as: 'leitor', form: change('errada e comprida') })
  for (let i = 0; i < 5; i++) assert.equal((await guess()).status, 422)
  const sixth = await guess()
  assert.equal(sixth.status, 429)
  assert.match(sixth.text, /Tentativas demais/)
  const right = { login: 'leitor', senha: PANEL_PASSWORD }
  const { status } = await panel.call('POST', '/entrar', { form: right })
  assert.equal(status, 429, 'nor does the entrance let them go on')
})

test('the other sessions are ended, and this one goes on; nobody ends another’s', async (t) => {
  const panel = await openTestPanel(t)
  await givePassword(panel, 'leitor', 'dba')
  const [one, two, foreign] = [
    await enter(panel, 'leitor'),
    await enter(panel, 'leitor'),
    await enter(panel, 'dba'),
  ]
  const idOf = (login: string) =>
    panel.client.value<string>(
      `select max(id) from ops.sessao where login = $1 and agente <> 'teste'`,
      [login],
    )
  const theirs = await panel.call('POST', `/conta/sessoes/${await idOf('dba')}/encerrar`, {
    as: 'leitor',
    form: {},
  })
  assert.equal(theirs.status, 404)
  assert.equal(await opens(panel, foreign), true)
  const { location } = await panel.call('POST', '/conta/sessoes/encerrar', {
    as: 'leitor',
    form: {},
  })
  assert.equal(location, '/conta?feito=sessoes.encerrar&n=2')
  assert.deepEqual([await opens(panel, one), await opens(panel, two)], [false, false])
  assert.equal(await opens(panel, panel.sessions.leitor), true)
  const done = await panel.call('GET', location, { as: 'leitor' })
  assert.match(done.text, /2 sessões encerradas\./)
})

test('a live stream does not keep alive a session that nobody uses', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows(
    `update hub.operador_sessao set vista_em = vista_em - interval '20 minutes'`,
  )
  const seen = () => panel.client.value<Date>(`select max(vista_em) from hub.operador_sessao`)
  const before = await seen()
  await panel.call('GET', '/ao-vivo/nada', { as: 'leitor' })
  assert.deepEqual(await seen(), before)
  await panel.call('GET', '/conta', { as: 'leitor' })
  assert.notDeepEqual(await seen(), before)
})

test('a person who signed in more than 10 minutes ago gives the password again, and then not for 10 minutes', async (t) => {
  const panel = await openTestPanel(t)
  await givePassword(panel, 'admin')
  const create = (login: string, more: Record<string, string> = {}) =>
    panel.call('POST', '/operadores/novo', {
      as: 'admin',
      form: { login, nome: 'Nova', papel: 'leitor', alcance: 'todas', ...more },
    })
  assert.equal((await create('nova-1')).status, 303, 'just entered')
  await ageSession(panel, 'admin', 11)
  assert.match((await panel.call('GET', '/operadores/novo', { as: 'admin' })).text, /Sua senha/)
  const unproved = await create('nova-2')
  assert.equal(unproved.status, 403)
  assert.match(unproved.text, /Informe a sua senha/)
  assert.match(unproved.text, /value="nova-2"/, 'what was typed stays')
  assert.match((await create('nova-2', { sua_senha: 'errada e longa' })).text, /não confere/)
  assert.equal((await create('nova-2', { sua_senha: PANEL_PASSWORD })).status, 303)
  assert.equal((await create('nova-3')).status, 303, 'for the next 10 minutes')
  await ageSession(panel, 'admin', 11)
  for (let i = 0; i < 5; i++) await create('nova-4', { sua_senha: 'errada e longa' })
  const late = await create('nova-4', { sua_senha: PANEL_PASSWORD })
  assert.equal(late.status, 403)
  assert.match(late.text, /Tentativas demais/)
  const logins = await panel.client.rows<{ login: string }>(
    `select login from hub.operador where login like 'nova%' order by login`,
  )
  assert.deepEqual(
    logins.map(({ login }) => login),
    ['nova-1', 'nova-2', 'nova-3'],
  )
})

test('a person without a password who signed in long ago is sent to sign in again', async (t) => {
  const panel = await openTestPanel(t)
  await ageSession(panel, 'admin', 11)
  const { text } = await panel.call('GET', '/operadores/novo', { as: 'admin' })
  assert.match(text, /href="\/entrar\/de-novo\?volta=%2Foperadores%2Fnovo"/)
  const { status } = await panel.call('POST', '/operadores/novo', {
    as: 'admin',
    form: { login: 'x', nome: 'X', papel: 'leitor', alcance: 'todas' },
  })
  assert.equal(status, 403)
})

test('a sign-in or a new password whose transaction is repeated gives one cookie, of the session that was committed', async (t) => {
  const panel = await openTestPanel(t)
  await givePassword(panel, 'leitor')
  await failFirstCommit(panel.client)
  const entered = await panel.call('POST', '/entrar', {
    form: { login: 'leitor', senha: PANEL_PASSWORD },
  })
  assert.equal(entered.status, 303)
  assert.equal(entered.headers.getSetCookie().length, 1)
  assert.ok(await opens(panel, cookieOf(entered.headers)))
  assert.equal(
    await panel.client.value(`select nextval('public.tentativa')`),
    '3',
    'it was tried twice',
  )
  await panel.client.rows('alter sequence public.tentativa restart')
  const changed = await panel.call('POST', '/conta/senha', {
    as: 'leitor',
    form: change(PANEL_PASSWORD),
  })
  assert.equal(changed.status, 303)
  const cookies = changed.headers.getSetCookie().filter((one) => one.includes(SESSION_COOKIE))
  assert.equal(cookies.length, 1)
  assert.ok(await opens(panel, cookieOf(changed.headers)))
})
