/** Sign-in by an identity provider: a real one, over HTTP, with all that can go wrong. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../../../src/core/clock.ts'
import { createSso, SSO_CALLBACK, type SsoOptions } from '../../../../src/panel/entrance/sso.ts'
import { hashPassword } from '../../../../src/core/password.ts'
import { openPage } from '../../../support/browser/browser.ts'
import { failFirstCommit } from '../../../support/database/fail-first-commit.ts'
import { freePort } from '../../../support/process/free-port.ts'
import { CLIENT, startProvider } from '../../../support/panel/identity-provider.ts'
import { startInProcess } from '../../../support/process/in-process.ts'
import { testDatabase } from '../../../support/database/database.ts'
import { MARK, ODD_BYTES, ODD_TEXTS, percentEncoded } from '../../../support/ingress/odd-text.ts'
import { PANEL_PASSWORD } from '../../../support/panel/panel-password.ts'
import { enterBySso, type Jar, PANEL_URL, enterProvider } from '../../../support/panel/sso-entry.ts'
import { type Called, openTestPanel, SESSION_COOKIE } from '../../../support/panel/test-panel.ts'

interface House {
  readonly passwordLogin?: boolean
  readonly sso?: Partial<SsoOptions>
}

/** A panel, its provider, and Maria, whom the provider knows as an operador. */
async function openHouse(t: TestContext, { passwordLogin = true, sso = {} }: House = {}) {
  const provider = await startProvider(t, PANEL_URL + SSO_CALLBACK)
  const panel = await openTestPanel(t, {
    change: (deps, { secrets }) => ({
      ...deps,
      entrance: {
        passwordLogin,
        sso: createSso({
          issuer: provider.issuer,
          clientId: CLIENT.id,
          clientSecret: CLIENT.secret,
          scopes: 'openid profile email',
          claimNames: { papel: 'papel', tenants: null },
          panelUrl: PANEL_URL,
          timeoutMs: 5000,
          clock: systemClock,
          secrets,
          ...sso,
        }),
      },
    }),
  })
  const know = (more: Record<string, unknown> = {}) =>
    provider.people.set('m-1', {
      name: 'Maria Silva',
      preferred_username: 'Maria',
      papel: 'operador',
      ...more,
    })
  know()
  const operators = () =>
    panel.client.rows(
      `select login, nome, papel, tenants, oidc_sub from hub.operador where oidc_sub is not null order by id`,
    )
  return { provider, panel, know, operators }
}

const sessionOf = ({ headers }: Called) =>
  new RegExp(`${SESSION_COOKIE}=[\\w-]{43}`).exec(headers.get('set-cookie') ?? '')?.[0] ?? null

/** A refusal is a page at the entrance with one sentence, and no session. */
function assertRefused(answer: Called, says: RegExp): void {
  assert.equal(answer.status, 403)
  assert.match(answer.text, says)
  assert.match(answer.text, /Entrar com SSO/)
  assert.equal(sessionOf(answer), null)
}

test('a person whom the provider knows signs in as an operator with the role that it gives', async (t) => {
  const { provider, panel, operators } = await openHouse(t)
  assert.match((await panel.call('GET', '/entrar')).text, /href="\/entrar\/sso\?volta="/)
  await failFirstCommit(panel.client)
  const entered = await enterBySso(panel, 'm-1')
  assert.deepEqual([entered.status, entered.location], [303, '/eventos'])
  assert.match(entered.headers.get('set-cookie') ?? '', /__Host-hub_sso=;/)
  const given = entered.headers.getSetCookie().filter((one) => one.includes(SESSION_COOKIE))
  assert.equal(given.length, 1, 'the transaction was tried twice, and one session was opened')
  assert.deepEqual(await operators(), [
    {
      login: 'maria',
      nome: 'Maria Silva',
      papel: 'operador',
      tenants: [],
      oidc_sub: `${provider.issuer}#m-1`,
    },
  ])
  const cookie = sessionOf(entered) ?? ''
  const account = await panel.call('GET', '/conta', { headers: { cookie } })
  assert.equal(account.status, 200)
  assert.match(account.text, /Maria Silva/)
  assert.ok(!account.text.includes('Trocar a senha'))
  const told = await panel.client.rows<{ acao: string; ator: string }>(
    `select acao, ator from hub.auditoria where objeto = 'operador' order by id desc limit 2`,
  )
  assert.deepEqual(told, [
    { acao: 'operador.entrar', ator: 'operador:maria' },
    { acao: 'operador.criar', ator: 'sso' },
  ])
})

test('each sign-in updates name and role, and another role ends the older sessions', async (t) => {
  const { panel, know, operators } = await openHouse(t)
  const first = sessionOf(await enterBySso(panel, 'm-1')) ?? ''
  know({ name: 'Maria Souza' })
  await enterBySso(panel, 'm-1')
  const alive = async () =>
    (await panel.call('GET', '/conta', { headers: { cookie: first } })).status === 200
  assert.equal(await alive(), true)
  know({ name: 'Maria Souza', papel: 'leitor' })
  const third = await enterBySso(panel, 'm-1')
  assert.equal(third.status, 303)
  assert.equal(await alive(), false)
  const [only, ...others] = await operators()
  assert.deepEqual([only?.['nome'], only?.['papel'], others], ['Maria Souza', 'leitor', []])
})

test('the stores that an admin set stay if the provider says nothing of stores; what it says wins', async (t) => {
  const { panel, operators } = await openHouse(t)
  await enterBySso(panel, 'm-1')
  await panel.client.rows(`update hub.operador set tenants = '{123}' where login = 'maria'`)
  await enterBySso(panel, 'm-1')
  assert.deepEqual((await operators())[0]?.['tenants'], ['123'])

  const said = await openHouse(t, { sso: { claimNames: { papel: 'papel', tenants: 'lojas' } } })
  assertRefused(await enterBySso(said.panel, 'm-1'), /quais lojas/)
  said.know({ lojas: [456] })
  assert.equal((await enterBySso(said.panel, 'm-1')).status, 303)
  assert.deepEqual((await said.operators())[0]?.['tenants'], ['456'])
  said.know({ lojas: [999] })
  assertRefused(await enterBySso(said.panel, 'm-1'), /Tenant não encontrado/)
})

test('an unknown role is refused with a sentence, and makes no operator', async (t) => {
  const { panel, know, operators } = await openHouse(t)
  for (const papel of ['rei', undefined, ['admin', 'leitor']]) {
    know({ papel })
    assertRefused(await enterBySso(panel, 'm-1'), /papel neste painel/)
  }
  assert.deepEqual(await operators(), [])
})

test('a login that exists is not taken over, unless an admin of the hub allows it', async (t) => {
  const { provider, panel, operators } = await openHouse(t)
  await panel.client.rows(
    `select access.create_operator('maria', 'Outra Maria', 'admin', '{}', 'scrypt$x', 'teste')`,
  )
  assertRefused(await enterBySso(panel, 'm-1'), /Já existe um operador com este login/)
  assert.deepEqual(await operators(), [])
  const sub = `${provider.issuer}#m-1`
  assert.ok(
    panel.logged.some((line) => line.includes(sub)),
    'the log says whom to link',
  )
  await panel.client.rows(`select access.set_operator_sub('maria', $1, 'teste')`, [sub])
  assert.equal((await enterBySso(panel, 'm-1')).status, 303)
  assert.equal((await operators())[0]?.['papel'], 'operador')
})

test('a deactivated operator does not enter by SSO either', async (t) => {
  const { panel } = await openHouse(t)
  await enterBySso(panel, 'm-1')
  await panel.client.rows(`update hub.operador set desativado_em = now() where login = 'maria'`)
  assertRefused(await enterBySso(panel, 'm-1'), /desativado/)
})

test('a callback opens nothing unless this browser began it here, lately, and uses it once', async (t) => {
  const { panel } = await openHouse(t)
  const other = await enterProvider(panel, 'm-1')
  const { back, cookie } = await enterProvider(panel, 'm-1')
  const come = (path: string, brought: string | null) =>
    panel.call('GET', path, { headers: { cookie: brought } })
  const at = (changes: Record<string, string>) => {
    const url = new URL(back, PANEL_URL)
    for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value)
    return url.pathname + url.search
  }
  assertRefused(await come(back, null), /começou em outra janela/)
  assertRefused(await come(back, other.cookie), /não confirmou/)
  assertRefused(await come(back, `${cookie}x`), /começou em outra janela/)
  assertRefused(await come(back, '__Host-hub_sso=v1.a.b.c.d'), /começou em outra janela/)
  assertRefused(await come(at({ state: 'x'.repeat(43) }), cookie), /não confirmou/)
  assertRefused(await come(at({ code: 'x'.repeat(43) }), cookie), /não confirmou/)
  assertRefused(await come(at({ iss: 'https://mal.test' }), cookie), /não confirmou/)
  assertRefused(await come(SSO_CALLBACK, cookie), /não confirmou/)
  assert.equal((await come(back, cookie)).status, 303, 'none of that has spent it')
  assertRefused(await come(back, cookie), /não confirmou/)
})

test('ten minutes after the start, the callback is refused', async (t) => {
  let now = Date.parse('2026-03-02T12:00:00Z')
  const clock = { ...systemClock, now: () => new Date(now) }
  const { panel } = await openHouse(t, { sso: { clock } })
  const { back, cookie } = await enterProvider(panel, 'm-1')
  now += 600_001
  assertRefused(await panel.call('GET', back, { headers: { cookie } }), /demorou demais/)
})

test('a person whom the provider refuses is told so in our words', async (t) => {
  const { panel } = await openHouse(t)
  const answer = await enterBySso(panel, 'recuso')
  assertRefused(answer, /não confirmou quem você é/)
  const said = JSON.stringify([answer.text, panel.logged])
  assert.ok(!said.includes('dados-de-outra-pessoa'))
  assert.ok(panel.logged.some((line) => line.includes('access_denied')))
})

test('odd text in a claim or in the callback is no internal error, and is not repeated', async (t) => {
  const { panel, know } = await openHouse(t)
  for (const { what, text } of ODD_TEXTS) {
    for (const claim of ['preferred_username', 'email', 'name', 'papel']) {
      know({ [claim]: text })
      const { status, text: page } = await enterBySso(panel, 'm-1')
      assert.equal(status, claim === 'papel' ? 403 : 303, `${claim} with ${what}`)
      assert.ok(!page.includes(MARK), `${claim} with ${what}`)
    }
  }
  know()
  for (const { what, text } of ODD_BYTES) {
    for (const name of ['code', 'state', 'error', 'error_description', 'iss']) {
      const { back, cookie } = await enterProvider(panel, 'm-1')
      const address = new URL(back, PANEL_URL)
      address.searchParams.delete(name)
      const odd = `${address.pathname}?${address.searchParams.toString()}&${name}=${percentEncoded(text)}`
      const { status, text: page } = await panel.call('GET', odd, { headers: { cookie } })
      assert.ok([303, 400, 403].includes(status), `${name} with ${what}: ${status}`)
      assert.ok(!page.includes(MARK), `${name} with ${what}`)
    }
  }
  assert.deepEqual(
    panel.logged.filter((line) => line.includes(MARK)),
    [],
    'nor in the log',
  )
})

test('while the provider is down a sentence says so, and sign-in by password works', async (t) => {
  const { panel, provider } = await openHouse(t)
  const { back, cookie } = await enterProvider(panel, 'm-1')
  await provider.stop()
  const late = await panel.call('GET', back, { headers: { cookie } })
  assert.equal(late.status, 503)
  assert.match(late.text, /provedor de identidade não está respondendo/)

  const other = await openHouse(t)
  await other.provider.stop()
  const begun = await other.panel.call('GET', '/entrar/sso')
  assert.equal(begun.status, 503)
  const hash = await hashPassword(PANEL_PASSWORD, 2 ** 10)
  await other.panel.client.rows(`update hub.operador set senha_hash = $1 where login = 'leitor'`, [
    hash,
  ])
  const form = { login: 'leitor', senha: PANEL_PASSWORD }
  assert.equal((await other.panel.call('POST', '/entrar', { form })).status, 303)
})

test('a provider that was down when first asked is asked again', async (t) => {
  const port = await freePort()
  const { panel } = await openHouse(t, { sso: { issuer: `http://127.0.0.1:${port}` } })
  assert.equal((await panel.call('GET', '/entrar/sso')).status, 503)
  const { people } = await startProvider(t, PANEL_URL + SSO_CALLBACK, port)
  people.set('m-1', { preferred_username: 'maria', papel: 'leitor' })
  assert.equal((await enterBySso(panel, 'm-1')).location, '/eventos')
})

test('a person whom the provider did not ask again has proved nothing: a sensitive act sends them to it', async (t) => {
  const { panel, provider, know } = await openHouse(t)
  know({ papel: 'admin' })
  const jar: Jar = new Map()
  provider.askedSecondsAgo = 1200
  const entered = await enterBySso(panel, 'm-1', { jar })
  const headers = { cookie: sessionOf(entered) ?? '' }
  const { text } = await panel.call('GET', '/operadores/novo', { headers })
  const again = /href="(\/entrar\/de-novo[^"]+)"/.exec(text)?.[1] ?? ''
  assert.equal(again, '/entrar/de-novo?volta=%2Foperadores%2Fnovo')

  const silent = await enterProvider(panel, 'm-1', { jar })
  assert.equal(silent.asked, false, 'it remembers')
  const path = (await panel.call('GET', again)).location ?? ''
  assertRefused(await enterBySso(panel, 'm-1', { jar, path }), /não confirmou/)

  provider.askedSecondsAgo = 0
  const asked = await enterProvider(panel, 'm-1', { jar, path })
  assert.equal(asked.asked, true, 'and asks all the same')
  const back = await panel.call('GET', asked.back, { headers: { cookie: asked.cookie } })
  assert.equal(back.location, '/operadores/novo')
  const proved = { cookie: sessionOf(back) ?? '' }
  const form = { login: 'nova', nome: 'Nova', papel: 'leitor', alcance: 'todas' }
  const stale = await panel.call('POST', '/operadores/novo', { headers, form })
  assert.equal(stale.status, 403)
  assert.equal(
    (await panel.call('POST', '/operadores/novo', { headers: proved, form })).status,
    303,
  )
})

test('with PANEL_PASSWORD_LOGIN off there is SSO only', async (t) => {
  const { panel } = await openHouse(t, { passwordLogin: false })
  const page = await panel.call('GET', '/entrar')
  assert.ok(!page.text.includes('type="password"'))
  assert.match(page.text, /Entrar com SSO/)
  await panel.client.rows(`update hub.operador set senha_hash = $1 where login = 'leitor'`, [
    await hashPassword(PANEL_PASSWORD, 2 ** 10),
  ])
  const form = { login: 'leitor', senha: PANEL_PASSWORD }
  assert.equal((await panel.call('POST', '/entrar', { form })).status, 403)
  assert.ok(!(await panel.call('GET', '/conta', { as: 'leitor' })).text.includes('Trocar a senha'))
  assert.equal((await enterBySso(panel, 'm-1')).status, 303)
})

test('without a provider there is no button, and its addresses lead to the sign-in page', async (t) => {
  const panel = await openTestPanel(t)
  assert.ok(!(await panel.call('GET', '/entrar')).text.includes('SSO'))
  for (const path of ['/entrar/sso', `${SSO_CALLBACK}?code=a&state=b`]) {
    const { status, location } = await panel.call('GET', path)
    assert.equal(status, 303, path)
    assert.match(location ?? '', /^\/entrar\?volta=/)
  }
  const again = await panel.call('GET', '/entrar/de-novo?volta=/conta')
  assert.equal(again.location, '/entrar?volta=%2Fconta')
})

test('a browser that comes by another name of this host goes to PANEL_URL first, once, and never to another host', async (t) => {
  const { panel } = await openHouse(t)
  const by = (path: string) => panel.call('GET', path, { headers: { host: '127.0.0.1:8081' } })
  const { location } = await by('/entrar/sso?volta=/eventos')
  assert.equal(location, `${PANEL_URL}/entrar/sso?volta=%2Feventos&aqui=1`)
  const next = await by('/entrar/sso?volta=/eventos&aqui=1')
  assert.match(next.location ?? '', /^http:\/\/127\.0\.0\.1:\d+\/auth\?/)
  for (const volta of ['https://mal.test/', '//mal.test', '/\\mal.test']) {
    const path = `/entrar/sso?volta=${encodeURIComponent(volta)}`
    assert.equal((await enterBySso(panel, 'm-1', { path })).location, '/', volta)
  }
})

for (const javaScript of [true, false]) {
  test(`a person enters by SSO in a browser, as the settings say, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const { url } = await testDatabase(t)
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const provider = await startProvider(t, origin + SSO_CALLBACK)
    provider.people.set('m-1', { name: 'Maria Silva', email: 'maria@hub.test', papel: ['dba'] })
    await startInProcess(t, {
      DATABASE_URL: url,
      ROOMS: 'internal',
      INTERNAL_PORT: String(port),
      PANEL_URL: origin,
      PANEL_PASSWORD_LOGIN: 'off',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
    })
    const page = await openPage(t, null, origin, '/conta', {
      javaScript,
      alsoAt: provider.issuer,
    })
    await page.getByRole('link', { name: 'Entrar com SSO' }).click()
    await page.getByLabel('Conta').fill('m-1')
    await page.getByRole('button', { name: 'Seguir' }).click()
    await page.waitForURL(`${origin}/conta`)
    await page.getByRole('heading', { name: 'Sua conta' }).waitFor()
    await page.getByText('maria@hub.test').first().waitFor()
    await page.getByRole('button', { name: 'Sair' }).click()
    await page.waitForURL('**/entrar')
  })
}
