/** What the panel tells browsers to refuse, and what it refuses from them: headers, cookies, and requests of other sites. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword } from '../../../../src/core/password.ts'
import { assetUrl } from '../../../../src/panel/assets.ts'
import { openTestPanel, SESSION_COOKIE, type TestPanel } from '../../../support/panel/test-panel.ts'

const SITES = [null, 'same-origin', 'same-site', 'cross-site', 'none'] as const
const ORIGINS = [
  null,
  'http://painel.test',
  // A proxy ends TLS: the browser's scheme is not ours, the host is.
  'https://painel.test',
  'https://mau.test',
  'https://sub.painel.test',
  'https://painel.test:8443',
  'https://painel.test.mau.test',
  'null',
  'painel.test',
] as const
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'] as const
const NO_FORMS = [null, 'text/plain', 'application/json', 'text/html', `${FORMS[0]}-x`] as const
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

/** What must become of a request: only a form of a page of ours is let through. */
function verdict(
  site: string | null,
  origin: string | null,
  type: string | null,
): 403 | 415 | null {
  const isOurs =
    site === null
      ? origin === 'http://painel.test' || origin === 'https://painel.test'
      : site === 'same-origin'
  if (!isOurs) return 403
  return FORMS.some((form) => form === type) ? null : 415
}

const signedOut = (panel: TestPanel) =>
  panel.client.value<boolean>(
    `select encerrada_em is not null from hub.operador_sessao as s
     join hub.operador as o on o.id = s.operador_id where o.login = 'operador'`,
  )

test('only a form of a page of ours changes anything: Sec-Fetch-Site × Origin × content type × method', async (t) => {
  const panel = await openTestPanel(t)
  const cases = SITES.flatMap((site) =>
    ORIGINS.flatMap((origin) =>
      [...FORMS, ...NO_FORMS].flatMap((type) =>
        METHODS.map((method) => ({ site, origin, type, method })),
      ),
    ),
  )
  let accepted = 0
  for (const { site, origin, type, method } of cases) {
    const about = JSON.stringify({ site, origin, type, method })
    const answer = await panel.call(method, '/sair', {
      as: 'operador',
      headers: {
        'sec-fetch-site': site,
        origin,
        'content-type': type,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'mau.test',
      },
    })
    const refused = verdict(site, origin, type)
    if (refused !== null) {
      assert.equal(answer.status, refused, about)
      continue
    }
    assert.equal(answer.status, method === 'POST' ? 303 : 404, about)
    assert.equal(await signedOut(panel), method === 'POST', about)
    await panel.client.rows('update hub.operador_sessao set encerrada_em = null')
    accepted += 1
  }
  assert.equal(await signedOut(panel), false)
  // same-origin with any Origin, and no site with an Origin of ours.
  assert.equal(accepted, (ORIGINS.length + 2) * FORMS.length * METHODS.length)
})

test('no GET signs anybody out, wherever it comes from', async (t) => {
  const panel = await openTestPanel(t)
  for (const site of SITES) {
    const headers = { 'sec-fetch-site': site }
    assert.equal((await panel.call('GET', '/sair', { as: 'operador', headers })).status, 404)
  }
  assert.equal(await signedOut(panel), false)
})

/** Of each kind of answer one: pages, sendings-on, refusals, files, and what went wrong. */
async function answers(panel: TestPanel) {
  const tooLarge = { form: { login: 'x'.repeat(2 * 1024 * 1024 + 1) } }
  return {
    'a page for anybody': await panel.call('GET', '/entrar'),
    'a sending-on': await panel.call('GET', '/pedidos'),
    'a live stream without a session': await panel.call('GET', '/ao-vivo/painel'),
    'a page that is not there': await panel.call('GET', '/nada', { as: 'admin' }),
    'a request of another site': await panel.call('POST', '/sair', {
      headers: { 'sec-fetch-site': 'cross-site' },
    }),
    'a request that is no form': await panel.call('POST', '/sair', {
      headers: { 'content-type': 'application/json' },
    }),
    'a form that is too large': await panel.call('POST', '/entrar', tooLarge),
    'a form that is refused': await panel.call('POST', '/entrar', { form: { login: 'x' } }),
    'a style sheet': await panel.call('GET', assetUrl('hub.css')),
    'a style sheet of yesterday': await panel.call('GET', '/assets/ontem/hub.css'),
  } as const
}

test('every answer carries the headers that keep a browser from harm', async (t) => {
  const panel = await openTestPanel(t)
  const all = await answers(panel)
  assert.deepEqual(
    Object.values(all).map(({ status }) => status),
    [200, 303, 401, 404, 403, 415, 413, 422, 200, 200],
  )
  for (const [what, { headers, text }] of Object.entries(all)) {
    const said = (name: string) => headers.get(name) ?? ''
    const policy = new Map(
      said('content-security-policy')
        .split('; ')
        .map((directive) => {
          const [name = '', ...sources] = directive.split(' ')
          return [name, sources.join(' ')] as const
        }),
    )
    assert.equal(policy.get('default-src'), `'none'`, what)
    assert.equal(policy.get('base-uri'), `'none'`, what)
    assert.equal(policy.get('frame-ancestors'), `'none'`, what)
    assert.equal(policy.get('form-action'), `'self'`, what)
    assert.equal(policy.get('script-src'), `'self'`, what)
    assert.equal(policy.get('style-src'), `'self'`, what)
    for (const [directive, sources] of policy) {
      assert.match(sources, /^(?:'none'|'self'(?: data:)?)$/, `${what}: ${directive}`)
    }
    const [, age = '0'] =
      /^max-age=(\d+); includeSubDomains$/.exec(said('strict-transport-security')) ?? []
    assert.ok(Number(age) >= 31_536_000, what)
    assert.equal(said('x-content-type-options'), 'nosniff', what)
    assert.equal(said('x-frame-options'), 'DENY', what)
    assert.equal(said('cross-origin-opener-policy'), 'same-origin', what)
    assert.equal(said('cross-origin-resource-policy'), 'same-origin', what)
    assert.equal(said('referrer-policy'), 'same-origin', what)
    for (const told of ['server', 'x-powered-by', 'access-control-allow-origin']) {
      assert.equal(headers.has(told), false, `${what}: ${told}`)
    }
    const isFile = what.includes('style sheet')
    if (!isFile) assert.equal(said('cache-control'), 'no-store', what)
    if (text !== '' && !isFile) assert.match(said('content-type'), /^text\/html; charset=utf-8$/i)
  }
  const fresh = all['a style sheet'].headers.get('cache-control')
  assert.equal(fresh, 'public, max-age=31536000, immutable')
  assert.equal(all['a style sheet of yesterday'].headers.get('cache-control'), 'no-cache')
})

test("the session's cookie is bound to this host, to TLS, and out of reach of scripts", async (t) => {
  const panel = await openTestPanel(t)
  const senha = 'correta-e-comprida-7'
  await panel.client.rows(
    `select access.create_operator('maria', 'Maria', 'operador', '{123}', $1, 'teste')`,
    [await hashPassword(senha, 2 ** 10)],
  )
  const given = await panel.call('POST', '/entrar', { form: { login: 'maria', senha } })
  const taken = await panel.call('POST', '/sair', { as: 'operador', form: {} })
  for (const { headers } of [given, taken]) {
    const [cookie = '', ...more] = headers.getSetCookie()
    assert.deepEqual(more, [])
    assert.ok(cookie.startsWith(`${SESSION_COOKIE}=`), cookie)
    const attributes = cookie.split('; ').slice(1)
    assert.ok(attributes.includes('Path=/') && attributes.includes('Secure'), cookie)
    assert.ok(!attributes.some((attribute) => attribute.startsWith('Domain')), cookie)
  }
  const [issued = ''] = given.headers.getSetCookie()
  assert.ok(issued.includes('; HttpOnly') && issued.includes('; SameSite=Lax'), issued)
})
