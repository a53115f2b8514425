/** Forms that are sent after the session has ended, or while something is broken: none is done silently, or lost. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../../support/browser/browser.ts'
import { append } from '../../../support/relay/engine.ts'
import { counterOrders, EXTERNAL_IDS } from '../../../support/relay/counter-orders.ts'
import { givePassword, PANEL_PASSWORD } from '../../../support/panel/panel-password.ts'
import { PANEL_ROUTES, panelThings } from '../../../support/panel/panel-routes.ts'
import {
  type Called,
  openTestPanel,
  SESSION_COOKIE,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'
import { actWords } from '../../../../src/panel/resume/act-words.ts'
import { isKnownField } from '../../../../src/panel/resume/field-words.ts'
import { isSecretField } from '../../../../src/panel/resume/kept-act.ts'
import { systemClock } from '../../../../src/core/clock.ts'

const COMING_AND_GOING = ['/entrar', '/sair', '/retomar/descartar', '/uma-vez/dispensar']
const ACTS = PANEL_ROUTES.filter(
  ({ method, path }) => method === 'POST' && !COMING_AND_GOING.includes(path),
)

/** What a browser keeps of an answer, as it brings it along. */
function cookiesOf({ headers }: Pick<Called, 'headers'>): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ')
}

/** Ends whoever's session, and answers the token of a new one of the same person. */
async function endSession(panel: TestPanel, who: Who): Promise<string> {
  await panel.client.rows(
    `update hub.operador_sessao set encerrada_em = now()
     where operador_id = (select id from hub.operador where login = $1)`,
    [who],
  )
  const token = randomUUID().replaceAll('-', '').padEnd(43, 'x')
  await panel.client.rows(
    `select access.open_session((select id from hub.operador where login = $1), sha256($2), '127.0.0.1', 'teste')`,
    [who, token],
  )
  return token
}

const withCookies = (token: string, kept: string) => ({
  headers: { cookie: `${SESSION_COOKIE}=${token}; ${kept}` },
})

test('an act that comes after the session has ended is kept, told in words, and asks again for secrets', async (t) => {
  const panel = await openTestPanel(t)
  const things = await panelThings(panel)
  const token = await endSession(panel, 'admin')
  const form = {
    motivo: 'um motivo qualquer',
    chave: randomUUID(),
    sua_senha: 'CANARIO-senha',
    senha_nova: 'CANARIO-nova',
    valor: 'CANARIO-valor',
  }
  const rows = `select (select count(*) from hub.auditoria) || ' ' || (select count(*) from hub.integracao_outbox)`
  const before = await panel.client.value(rows)
  for (const route of ACTS) {
    const words = actWords(route.at(things))
    assert.ok(words !== null, `no words for ${route.path}`)
    const sent = await panel.call('POST', route.at(things), { as: 'admin', form })
    assert.deepEqual([sent.status, sent.location], [303, '/entrar?volta=%2Fretomar'], route.path)
    const kept = cookiesOf(sent)
    assert.match(sent.headers.get('set-cookie') ?? '', /HttpOnly; Secure; SameSite=Lax/)
    assert.doesNotMatch(decodeURIComponent(kept), /motivo|CANARIO/)
    const login = await panel.call('GET', '/entrar?volta=%2Fretomar', { headers: { cookie: kept } })
    assert.match(login.text, /um formulário foi enviado: nada foi feito/)
    const { status, text } = await panel.call('GET', '/retomar', withCookies(token, kept))
    assert.equal(status, 200)
    for (const part of [
      words.title,
      'um motivo qualquer',
      form.chave,
      `action="${route.at(things)}?ato=`,
    ]) {
      assert.ok(text.includes(part), `${route.path}: ${part}`)
    }
    assert.ok(text.includes(`href="${words.page[0]}"`), route.path)
    assert.match(text, /nunca são guardados: informe de novo Sua senha, Senha nova, Segredo/)
    assert.match(text, /<input [^>]*name="valor"[^>]*type="password"/)
    assert.ok(!text.includes('CANARIO'))
  }
  assert.equal(await panel.client.value(rows), before)
  assert.ok(!panel.logged.join('').includes('CANARIO'))
})

test('every form field has a name for people, and a password field counts as secret', async (t) => {
  const panel = await openTestPanel(t)
  const things = await panelThings(panel)
  const admin = await panel.client.value<string>(
    `select id from hub.operador where login = 'admin'`,
  )
  await givePassword(panel, 'admin')
  await panel.client.rows(
    `update hub.operador_sessao set confirmada_em = now() - interval '1 hour' where operador_id = $1`,
    [admin],
  )
  const wrong = new Set<string>()
  for (const route of PANEL_ROUTES) {
    if (route.method !== 'GET' || route.pode === null || route.path.startsWith('/ao-vivo/'))
      continue
    const { text } = await panel.call('GET', route.at(things), { as: 'admin' })
    for (const [form] of text.matchAll(/<form[^>]*method="post".*?<\/form>/gs)) {
      if (!form.includes(`<input type="hidden" name="de_quem" value="${admin}"/>`))
        wrong.add(`a form at ${route.path} does not say for whom it was made`)
      if (/action="\/(?:sair|uma-vez|retomar)/.test(form)) continue
      for (const [field] of form.matchAll(
        /<(?:input|select|textarea|button)\b[^>]*\bname="[^>]*>/g,
      )) {
        const name = / name="([^"]*)"/.exec(field)?.[1] ?? ''
        const isHidden = field.includes('type="password"')
        if (!isKnownField(name)) wrong.add(`${name} at ${route.path} has no name`)
        if (isHidden !== isSecretField(name)) wrong.add(`${name} at ${route.path}: secret or not?`)
      }
    }
  }
  assert.deepEqual([...wrong], [])
})

test('a form of one person’s page that is sent in another’s session is not done, but shown for confirmation', async (t) => {
  const panel = await openTestPanel(t)
  const things = await panelThings(panel)
  const idOf = (login: string) =>
    panel.client.value<string>('select id from hub.operador where login = $1', [login])
  const [operador, admin] = [await idOf('operador'), await idOf('admin')]
  const rows = `select (select count(*) from hub.auditoria) || ' ' || (select count(*) from hub.integracao_outbox)`
  const before = await panel.client.value(rows)
  const form = { motivo: 'um motivo qualquer', chave: randomUUID(), de_quem: operador }
  const session = panel.sessions.admin
  for (const route of ACTS) {
    const sent = await panel.call('POST', route.at(things), { as: 'admin', form })
    assert.deepEqual([sent.status, sent.location], [303, '/retomar'], route.path)
    const { text } = await panel.call('GET', '/retomar', withCookies(session, cookiesOf(sent)))
    assert.match(text, /A página foi aberta por outra pessoa neste navegador/, route.path)
    assert.ok(text.includes(`action="${route.at(things)}?ato=`), route.path)
    assert.ok(!text.includes(`name="de_quem" value="${operador}"`), route.path)
    // It waits for whoever sent it: the person of the page does not see it.
    const theirs = withCookies(panel.sessions.operador, cookiesOf(sent))
    assert.match((await panel.call('GET', '/retomar', theirs)).text, /Outra pessoa deixou/)
  }
  assert.equal(await panel.client.value(rows), before)

  const address = `/pedidos/${things.pedido}/retirar`
  const handOver = { retirado_por: 'TITULAR', chave: randomUUID() }
  const statusOf = () =>
    panel.client.value('select status from hub.pedido where id = $1', [things.pedido])
  const sent = await panel.call('POST', address, {
    as: 'admin',
    form: { ...handOver, de_quem: operador },
  })
  const kept = withCookies(session, cookiesOf(sent))
  const [, action = ''] =
    /action="(\/pedidos\/\d+\/retirar\?ato=[0-9a-f]{12})"/.exec(
      (await panel.call('GET', '/retomar', kept)).text,
    ) ?? []
  // The confirmation itself stands on somebody's page.
  const theirs = await panel.call('POST', action, {
    form: { ...handOver, de_quem: operador },
    ...kept,
  })
  assert.equal(theirs.location, '/retomar')
  assert.equal(await statusOf(), 'PRONTO')
  const done = await panel.call('POST', action, { form: { ...handOver, de_quem: admin }, ...kept })
  assert.match(done.location ?? '', /feito=/)
  assert.match(done.headers.get('set-cookie') ?? '', /hub_ato-[0-9a-f]+\.0=;[^,]*Max-Age=0/)
  assert.equal(await statusOf(), 'RETIRADO')
  assert.equal(
    await panel.client.value(
      `select ator from hub.auditoria where acao = 'pedido.retirar' and objeto_id = $1`,
      [things.pedido],
    ),
    'operador:admin',
  )
})

test('after everybody has left, a form is kept for the person whose page it stands on', async (t) => {
  const panel = await openTestPanel(t)
  const [admin, operador] = [panel.sessions.admin, panel.sessions.operador]
  const id = await panel.client.value(`select id from hub.operador where login = 'operador'`)
  const sent = await panel.call('POST', '/pedidos/1/avisar', {
    form: { motivo: 'pediu', de_quem: String(id) },
  })
  assert.equal(sent.location, '/entrar?volta=%2Fretomar')
  const look = async (token: string) =>
    (await panel.call('GET', '/retomar', withCookies(token, cookiesOf(sent)))).text
  assert.match(await look(admin), /Outra pessoa deixou um formulário/)
  const own = await look(operador)
  assert.match(own, /action="\/pedidos\/1\/avisar\?ato=/)
  assert.doesNotMatch(own, /já não se sabe de quem|A página foi aberta/)
})

test('a hand-over that came too late is for the person who sent it, once, for a quarter of an hour', async (t) => {
  let late = 0
  const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + late) }
  const panel = await openTestPanel(t, { clock })
  const ids = await counterOrders(panel.client)
  const token = await endSession(panel, 'operador')
  const form = { retirado_por: 'TITULAR', chave: randomUUID() }
  const send = (headers: Record<string, string> = {}) =>
    panel.call('POST', `/pedidos/${ids.pronto}/retirar`, { as: 'operador', form, headers })
  const statusOf = () =>
    panel.client.value('select status from hub.pedido where id = $1', [ids.pronto])
  const kept = cookiesOf(await send())
  assert.equal(kept.split('; ').length, 1)
  // Sent twice, it is the same.
  assert.equal(cookiesOf(await send()).split('=')[0], kept.split('=')[0])
  assert.equal(cookiesOf(await send({ 'sec-fetch-site': 'cross-site' })), '')

  // Somebody else does not see it, nor does anybody see one that was altered.
  const another = await panel.call('GET', '/retomar', withCookies(panel.sessions.admin, kept))
  assert.match(another.text, /Outra pessoa deixou um formulário/)
  assert.doesNotMatch(another.text, /TITULAR|titular|retirar/)
  const altered = await panel.call('GET', '/retomar', withCookies(token, `${kept.slice(0, -3)}AAA`))
  assert.doesNotMatch(altered.text, /action="\/pedidos/)

  const page = await panel.call('GET', '/retomar', withCookies(token, kept))
  assert.match(page.text, new RegExp(`pedido ${EXTERNAL_IDS.pronto}`))
  assert.match(page.text, /Quem está retirando<\/dt><dd><bdi>o titular do pedido/)
  assert.equal(await statusOf(), 'PRONTO', 'looking does nothing')
  const reminded = await panel.call('GET', '/eventos', withCookies(token, kept))
  assert.match(reminded.text, /não foi feito: <a href="\/retomar">/)
  late = 15 * 60_000 + 1000
  assert.match((await panel.call('GET', '/retomar', withCookies(token, kept))).text, /formulário/)
  assert.doesNotMatch(
    (await panel.call('GET', '/retomar', withCookies(token, kept))).text,
    /action="\/pedidos/,
  )
  late = 0

  const action = /action="(\/pedidos\/\d+\/retirar\?ato=[0-9a-f]{12})"/.exec(page.text)?.[1] ?? ''
  const confirm = () => panel.call('POST', action, { form, ...withCookies(token, kept) })
  const [done, again] = await Promise.all([confirm(), confirm()])
  for (const { status, headers } of [done, again]) {
    assert.equal(status, 303)
    assert.match(headers.get('set-cookie') ?? '', /hub_ato-[0-9a-f]+\.0=;[^,]*Max-Age=0/)
  }
  assert.equal(await statusOf(), 'RETIRADO')
  assert.equal(
    await panel.client.value(
      `select count(*)::int from hub.auditoria where acao = 'pedido.retirar' and ator = 'operador:operador'`,
    ),
    1,
  )
})

test('a form of an unknown session says so; a long text or a file is asked for again', async (t) => {
  const panel = await openTestPanel(t)
  const token = panel.sessions.admin
  const sendTo = async (path: string, form: Record<string, string>) =>
    cookiesOf(await panel.call('POST', path, { form }))
  const look = async (kept: string) =>
    (await panel.call('GET', '/retomar', withCookies(token, kept))).text
  const unknown = await look(await sendTo('/pedidos/1/avisar', { motivo: 'pediu' }))
  assert.match(unknown, /já não se sabe de quem: confirme só se foi você/)
  assert.match(unknown, /action="\/pedidos\/1\/avisar\?ato=/)
  const long = await look(
    await sendTo('/mapeamentos/sku/importar', { texto: 'a;b\n'.repeat(9000) }),
  )
  assert.match(long, /grande demais para ser guardado: abra a página acima/)
  assert.match(long, /href="\/mapeamentos\/sku\/importar"/)
  // Several wait beside each other, and all their cookies fit the headers of a request.
  let all = ''
  for (let n = 0; n < 9; n += 1) {
    const sent = await panel.call('POST', `/pedidos/${n + 1}/avisar`, {
      form: { motivo: 'x'.repeat(2500) },
      ...(all === '' ? {} : { headers: { cookie: all } }),
    })
    all = [all, cookiesOf(sent)].filter((part) => part !== '').join('; ')
  }
  assert.ok(all.length < 14_000, String(all.length))
  const several = await look(all)
  assert.equal(several.match(/<section class="card narrow">/g)?.length, 9)
  const boundary = 'x0x'
  const body = [
    ['name="tenant"', '123'],
    ['name="arquivo"; filename="a.csv"\r\nContent-Type: text/csv', 'a;b'],
  ]
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n`,
    )
    .join('')
  const sent = await panel.panel.app.request('http://painel.test/mapeamentos/sku/importar', {
    method: 'POST',
    headers: {
      host: 'painel.test',
      'sec-fetch-site': 'same-origin',
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body: `${body}--${boundary}--\r\n`,
  })
  const withFile = await look(cookiesOf(sent))
  assert.match(withFile, /informe de novo Arquivo CSV/)
  assert.match(withFile, /enctype="multipart\/form-data"/)
  assert.match(withFile, /<input type="file"[^>]*name="arquivo"/)
})

test('while the database is away, or something fails, what was typed can be sent again', async (t) => {
  let broken: Error | null = null
  const panel = await openTestPanel(t, {
    change: (deps) => ({
      ...deps,
      query: {
        ...deps.query,
        as: (scope) => {
          if (broken !== null) throw broken
          return deps.query.as(scope)
        },
      },
      connectors: {
        ...deps.connectors,
        saveSecret: () => Promise.reject(new Error('inesperado')),
      },
    }),
  })
  const ids = await counterOrders(panel.client)
  const form = { retirado_por: 'AUTORIZADO', motivo: 'pressa', chave: randomUUID() }
  broken = Object.assign(new Error('terminating connection'), { code: '57P01' })
  const away = await panel.call('POST', `/pedidos/${ids.pronto}/retirar`, { as: 'operador', form })
  assert.equal(away.status, 503)
  assert.match(away.text, /uma pessoa autorizada/)
  assert.match(away.text, /Enviar de novo/)
  assert.ok(away.text.includes(form.chave))
  broken = null
  const [, action = ''] = /action="(\/pedidos\/\d+\/retirar\?ato=[0-9a-f]+)"/.exec(away.text) ?? []
  assert.equal((await panel.call('POST', action, { as: 'operador', form })).status, 303)

  const failed = await panel.call('POST', `/conectores/${panel.tenant.conectorId}/segredos`, {
    as: 'admin',
    form: { tipo: 'HMAC', como: 'colar', valor: 'CANARIO-0123456789-abcdef' },
  })
  assert.equal(failed.status, 500)
  assert.match(failed.text, /informe de novo Segredo/)
  assert.ok(!failed.text.includes('CANARIO'))
})

for (const javaScript of [true, false]) {
  test(`the counter goes on where it was after signing in again, JavaScript ${javaScript ? 'on' : 'off'}`, async (t) => {
    const panel = await openTestPanel(t)
    const ids = await counterOrders(panel.client)
    await givePassword(panel, 'operador')
    const origin = await panel.serve()
    const page = await openPage(t, panel, origin, `/pedidos/${ids.pronto}`, {
      as: 'operador',
      javaScript,
      viewport: { width: 320, height: 640 },
    })
    await page.getByText('O titular do pedido').click()
    await panel.client.rows(`update hub.operador_sessao set vista_em = now() - interval '31 min'`)
    await page.getByRole('button', { name: 'Marcar RETIRADO' }).click()
    await page.getByText('um formulário foi enviado: nada foi feito').waitFor()
    await page.getByLabel('Login').fill('operador')
    await page.getByLabel('Senha').fill(PANEL_PASSWORD)
    await page.getByRole('button', { name: 'Entrar' }).click()
    await page.getByRole('heading', { name: 'O que ficou por fazer' }).waitFor()
    await page.getByText(EXTERNAL_IDS.pronto).waitFor()
    await page.getByRole('button', { name: 'Confirmar: Marcar o pedido RETIRADO' }).click()
    await page.getByText('Pedido marcado como RETIRADO.').waitFor()
    assert.equal(await page.getByText('conferir e confirmar').count(), 0)

    // A page that only looks comes back to where it was.
    await panel.client.rows(`update hub.operador_sessao set encerrada_em = now()`)
    await page.goto(`${origin}/eventos?status=MORTO`)
    await page.getByLabel('Login').fill('operador')
    await page.getByLabel('Senha').fill(PANEL_PASSWORD)
    await page.getByRole('button', { name: 'Entrar' }).click()
    await page.waitForURL(`${origin}/eventos?status=MORTO`)
  })
}

test('two people at one browser: the form of the first, sent after the second has entered, asks the second', async (t) => {
  const panel = await openTestPanel(t)
  const ids = await counterOrders(panel.client)
  const origin = await panel.serve()
  const page = await openPage(t, panel, origin, `/pedidos/${ids.pronto}`, {
    as: 'operador',
    viewport: { width: 320, height: 640 },
  })
  await page.getByText('O titular do pedido').click()
  const cookie = { name: SESSION_COOKIE, value: panel.sessions.admin, path: '/' }
  const { hostname: domain } = new URL(origin)
  await page
    .context()
    .addCookies([{ ...cookie, domain, secure: true, httpOnly: true, sameSite: 'Lax' }])
  await page.getByRole('button', { name: 'Marcar RETIRADO' }).click()
  await page.getByText('A página foi aberta por outra pessoa neste navegador').waitFor()
  assert.equal(
    await panel.client.value('select status from hub.pedido where id = $1', [ids.pronto]),
    'PRONTO',
  )
  // Beside what is too long to be kept, and what is somebody else's.
  const send = (path: string, de_quem: string, motivo: string) =>
    page.evaluate(
      `fetch(${JSON.stringify(path)}, { method: 'POST', redirect: 'manual', body: new URLSearchParams(${JSON.stringify({ de_quem, motivo })}) }).then(() => {})`,
    )
  await send('/pedidos/1/avisar', '9', 'x'.repeat(20_000))
  await page.reload()
  await page.getByText('grande demais para ser guardado').waitFor()
  await assertNoSidewaysScroll(page)
  await assertAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await assertAccessible(page, ['color-contrast'])
  await page.getByRole('button', { name: 'Confirmar: Marcar o pedido RETIRADO' }).click()
  await page.getByText('Pedido marcado como RETIRADO.').waitFor()
})

test('a page that follows what happens says that the session has ended, and leads back in', async (t) => {
  const panel = await openTestPanel(t)
  await append(panel.client, [{ externalId: 'ML-1' }])
  const origin = await panel.serve()
  const page = await openPage(t, panel, origin, '/eventos?tenant=123', {
    as: 'operador',
    provoked: /SSE reconnect failed with status 401/,
  })
  await page.getByText('ao vivo', { exact: true }).waitFor()
  await panel.client.rows(`update hub.operador_sessao set encerrada_em = now()`)
  await page.getByRole('alert').getByRole('link', { name: 'Entrar de novo' }).click()
  await page.getByLabel('Login').waitFor()
  assert.equal(new URL(page.url()).searchParams.get('volta'), '/eventos?tenant=123')
})
