/** /conectores by HTTP: who may do what, what a second save keeps, and that no secret is ever shown. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { ConnectorActs } from '../../../../src/panel/connectors/acts/connector-acts.ts'
import { ROLES } from '../../../../src/panel/session/permissions.ts'
import { append } from '../../../support/relay/engine.ts'
import { eventually } from '../../../support/eventually.ts'
import { connectSeller, seller } from '../../../support/marketplace/marketplace-seller.ts'
import { testConnectorActs } from '../../../support/marketplace/test-connector-acts.ts'
import {
  type Called,
  openTestPanel,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'

interface Screen extends Omit<TestPanel, 'post'> {
  readonly here: string
  /** Posts a form as an admin. */
  readonly post: (path: string, form: Record<string, string>, as?: Who) => Promise<Called>
  readonly show: (path?: string, as?: Who) => Promise<string>
  readonly row: <T = Record<string, unknown>>(columns: string) => Promise<T>
}

/** Tenant 123's connector, with its seller. */
async function open(t: TestContext, acts: Partial<ConnectorActs> = {}): Promise<Screen> {
  const panel = await openTestPanel(t, {
    change: (deps, { secrets }) => ({ ...deps, connectors: testConnectorActs(secrets, acts) }),
  })
  await connectSeller(panel.client)
  const here = `/conectores/${panel.tenant.conectorId}`
  return {
    ...panel,
    here,
    post: (path, form, as = 'admin') => panel.call('POST', path, { as, form }),
    show: async (path = here, as = 'admin') => (await panel.call('GET', path, { as })).text,
    row: async <T>(columns: string) =>
      (
        await panel.client.rows(
          `select ${columns} from hub.integracao_conector where id = ${panel.tenant.conectorId}`,
        )
      )[0] as T,
  }
}

/** Waits until nothing runs any more. */
const ended = (progress: () => Promise<string>) =>
  eventually(async () => !(await progress()).includes('hx-trigger'), { what: 'it has ended' })

const lockIn = (html: string) => /name="lock_version" value="(\d+)"/.exec(html)?.[1] ?? ''
const vistoIn = (html: string) =>
  (/name="visto" value="([^"]*)"/.exec(html)?.[1] ?? '').replaceAll('&quot;', '"')

const data = { client_id: '111', application_id: '', user_id: '222' }
const store = {
  nome: 'Loja Nova',
  endereco: 'Rua C, 3',
  horario: '8h às 12h',
  meio_aviso: 'SMS',
  pede_documento: 'sim',
  aviso_por_pacote: 'sim',
}

test('every route × papel: only those who may do something can', async (t) => {
  const { here, call, client } = await open(t)
  const admin = ['admin']
  const hands = ['operador', 'admin']
  const routes: [string, string, readonly string[], Record<string, string>?][] = [
    ['GET', '/conectores', ROLES],
    ['GET', here, ROLES],
    ['GET', `${here}/andamento`, ROLES],
    ['GET', '/conectores/novo', admin],
    ['GET', '/conectores/loja/nova', admin],
    ['GET', '/conectores/loja/123', admin],
    ['GET', `${here}/reautorizar`, admin],
    ['POST', '/conectores/novo', admin, { tenant: '456', ...data }],
    ['POST', '/conectores/loja/nova', admin, { id: '9', ...store }],
    ['POST', '/conectores/loja/123', admin, { visto: '', ...store }],
    ['POST', here, admin, { ...data, lock_version: '0' }],
    ['POST', `${here}/segredos`, admin, { tipo: 'HMAC', como: 'gerar' }],
    ['POST', `${here}/provas`, admin, { ip_modo: 'DESLIGADA', ip_lista: '', lock_version: '0' }],
    ['POST', `${here}/ativar`, admin, { motivo: 'x' }],
    ['POST', `${here}/desativar`, admin, { motivo: '' }],
    ['POST', `${here}/integracao`, admin, { ligar: 'nao' }],
    ['POST', `${here}/reautorizar`, admin, {}],
    ['POST', `${here}/testar`, hands, {}],
    ['POST', `${here}/sincronizar`, hands, {}],
  ]
  const before = await client.rows('select count(*) from hub.auditoria')
  for (const [method, path, allowed, form] of routes) {
    const sent = form === undefined ? {} : { form }
    for (const as of ROLES.filter((papel) => !allowed.includes(papel))) {
      const { status } = await call(method, path, { as, ...sent })
      assert.equal(status, 403, `${method} ${path} as ${as}`)
    }
    const { status, location } = await call(method, path, sent)
    assert.equal(status, 303, `${method} ${path} as nobody`)
    assert.match(location ?? '', /^\/entrar/)
  }
  assert.deepEqual(await client.rows('select count(*) from hub.auditoria'), before)
  for (const [method, path, allowed, form] of routes) {
    for (const as of ROLES.filter((papel) => allowed.includes(papel))) {
      const { status } = await call(method, path, { as, ...(form === undefined ? {} : { form }) })
      assert.ok([200, 303, 409, 422].includes(status), `${method} ${path} as ${as}: ${status}`)
    }
  }
})

test('an operator who may only look sees neither the account at the marketplace nor whether there are secrets', async (t) => {
  const { here, call, post, client } = await open(t)
  const look = async (as: (typeof ROLES)[number]) => {
    const pages = ['/conectores', here, `${here}/andamento`].map((path) =>
      call('GET', path, { as }),
    )
    return (await Promise.all(pages)).map(({ text }) => text)
  }
  const lookers = ['leitor', 'auditor', 'dba'] as const
  const set = `update hub.integracao_conector set client_id = 'CANARIO-1', application_id = 'CANARIO-2', user_id = 'CANARIO-3', refresh_token_enc = 'x', refresh_token_em = now()`
  await client.rows(set)
  const before = await Promise.all(lookers.map(look))
  for (const [tipo, valor] of [
    ['CLIENT_SECRET', 'um-client-secret-qualquer'],
    ['HMAC', 'uma-assinatura-qualquer-0123'],
    ['SEGREDO', 'um-segredo-qualquer-0123456'],
  ] as const)
    assert.equal((await post(`${here}/segredos`, { tipo, valor, como: 'colar' })).status, 303)
  await client.rows(`
    update hub.integracao_conector set access_token_expira_em = now() + interval '5 h';
    insert into hub.conector_acao (conector_id, acao, tenant_id, pedida_por, iniciada_em, progresso_em, concluida_em, resultado)
    select id, 'TESTAR', tenant_id, 'operador:x', now(), now(), now(),
      '[{"nome": "token", "estado": "FEITA", "detalhe": "CANARIO-4"}]'
    from hub.integracao_conector where tenant_id = 123`)
  assert.deepEqual(await Promise.all(lookers.map(look)), before)
  assert.doesNotMatch(before.flat().join(''), /CANARIO|client_id|client_secret|[Rr]efresh|definido/)
  const [list = '', page = '', progress = ''] = await look('operador')
  assert.match(page, /CANARIO-1[^]*CANARIO-2[^]*CANARIO-3[^]*definido em/)
  assert.match(list, />Token</)
  assert.match(progress, /CANARIO-4/)
})

test('another store’s connector is 404 on every route, and on no list', async (t) => {
  const { here, call, client } = await open(t)
  const audits = await client.value('select count(*)::int from hub.auditoria')
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/andamento'],
    ['POST', '/testar'],
    ['POST', '/sincronizar'],
  ] as const) {
    const form = method === 'POST' ? { form: {} } : {}
    const { status } = await call(method, here + path, { as: 'outro', ...form })
    assert.equal(status, 404, path)
  }
  await client.rows(`update hub.operador set papel = 'admin' where login = 'outro'`)
  for (const [path, form] of [
    ['', { ...data, lock_version: '0' }],
    ['/segredos', { tipo: 'HMAC', como: 'gerar' }],
    ['/provas', { ip_modo: 'DESLIGADA', ip_lista: '', lock_version: '0' }],
    ['/desativar', { motivo: 'x' }],
    ['/integracao', { ligar: 'nao' }],
    ['/reautorizar', {}],
  ] as const) {
    assert.equal((await call('POST', here + path, { as: 'outro', form })).status, 404, path)
  }
  assert.equal((await call('GET', '/conectores/loja/123', { as: 'outro' })).status, 404)
  assert.equal(
    (await call('POST', '/conectores/loja/123', { as: 'outro', form: { visto: '', ...store } }))
      .status,
    404,
  )
  assert.equal(
    (await call('POST', '/conectores/loja/nova', { as: 'outro', form: { id: '9', ...store } }))
      .status,
    404,
  )
  assert.equal(
    (await call('POST', '/conectores/novo', { as: 'outro', form: { tenant: '123', ...data } }))
      .status,
    404,
  )
  const list = await call('GET', '/conectores', { as: 'outro' })
  assert.doesNotMatch(list.text, new RegExp(`"${here}"`))
  assert.equal(await client.value('select count(*)::int from hub.auditoria'), audits)
  for (const id of ['0', '999999', 'x', '9223372036854775808', '1;2']) {
    assert.equal((await call('GET', `/conectores/${id}`, { as: 'admin' })).status, 404, id)
  }
})

test('a new connector gets a signing secret, and a wrong field says what is wrong with it', async (t) => {
  const { post, show, client } = await open(t)
  const refused = await post('/conectores/novo', {
    tenant: '456',
    ...data,
    client_id: '<b>',
    user_id: 'x',
  })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /só com letras e algarismos/)
  assert.match(refused.text, /value="&lt;b&gt;"/)
  const made = await post('/conectores/novo', { tenant: '456', ...data })
  assert.equal(made.status, 303)
  const [path] = (made.location ?? '').split('?')
  assert.match(made.headers.get('set-cookie') ?? '', /HttpOnly; Secure; SameSite=Strict/)
  assert.match(await show(path), /não definido|definido em/)
  const secrets = await client.rows(
    `select s.tipo from hub.conector_segredo as s join hub.integracao_conector as c on c.id = s.conector_id where c.tenant_id = 456`,
  )
  assert.deepEqual(secrets, [{ tipo: 'HMAC' }])
  assert.equal((await post('/conectores/novo', { tenant: '456', ...data })).status, 409)
})

test('of two who save a connector the second is 409, told what changed, and keeps what they typed', async (t) => {
  const { here, post, show, row } = await open(t)
  const opened = await show()
  const [lock_version, visto] = [lockIn(opened), vistoIn(opened)]
  const save = (client_id: string, seen = { lock_version, visto }) =>
    post(here, { ...data, client_id, ...seen })
  assert.equal((await save('111')).location, `${here}?feito=conector.salvar`)
  const late = await save('999')
  assert.equal(late.status, 409)
  assert.match(late.text, /Outra pessoa salvou este conector depois que você o abriu\./)
  assert.match(
    late.text,
    /<code>client_id<\/code>: era <code>5503910054141466<\/code>, agora é <code>111<\/code>/,
  )
  assert.match(late.text, /name="client_id"[^>]*value="999"|value="999"[^>]*/)
  assert.equal((await row<{ client_id: string }>('client_id')).client_id, '111')
  const again = { lock_version: lockIn(late.text), visto: vistoIn(late.text) }
  assert.equal((await save('999', again)).status, 303)
  assert.deepEqual(await row('client_id, user_id'), { client_id: '999', user_id: '222' })
})

test('a save that comes after a change of other data says so, and a forged "visto" is only text', async (t) => {
  const { here, post, show } = await open(t)
  const lock_version = lockIn(await show())
  await post(`${here}/segredos`, { tipo: 'CLIENT_SECRET', valor: 'um-client-secret' })
  const late = await post(here, { ...data, lock_version, visto: vistoIn(await show()) })
  assert.equal(late.status, 409)
  assert.match(late.text, /mudaram os segredos, as verificações ou o estado/)
  for (const visto of ['{', '[]', '{"client_id":"<script>"}', '']) {
    const forged = await post(here, { ...data, lock_version, visto })
    assert.equal(forged.status, 409, visto)
    assert.doesNotMatch(forged.text, /<script>"/)
  }
})

test('a seller that is another tenant’s is refused with a sentence, and nothing is saved', async (t) => {
  const { post, client } = await open(t)
  const made = await post('/conectores/novo', {
    tenant: '456',
    client_id: seller.clientId,
    application_id: '',
    user_id: seller.userId,
  })
  assert.equal(made.status, 409)
  assert.match(made.text, /Outro tenant já tem o conector deste vendedor/)
  assert.equal(await client.value('select count(*)::int from hub.integracao_conector'), 1)
})

test('secrets go in and never come out: not in the page, the audit, the log or a refusal', async (t) => {
  const { here, post, show, client, logged } = await open(t)
  const given = {
    CLIENT_SECRET: 'CANARIO-client-secret',
    REFRESH_TOKEN: 'TG-CANARIO-refresh-token',
    HMAC: 'CANARIO-assinatura-1234',
    SEGREDO: 'CANARIO-compartilhado-1',
  }
  for (const [tipo, valor] of Object.entries(given)) {
    const saved = await post(`${here}/segredos`, { tipo, valor, como: 'colar' })
    assert.equal(saved.location, `${here}?feito=conector.segredo`, tipo)
    const bad = await post(`${here}/segredos`, { tipo, valor: `CANARIO ${valor}` })
    assert.equal(bad.status, 422, tipo)
    assert.ok(!bad.text.includes('CANARIO'), tipo)
  }
  const page = await show()
  assert.equal(page.match(/definido em/g)?.length, 4)
  assert.match(page, /o anterior vale até/)
  const audit = JSON.stringify(await client.rows('select * from hub.auditoria'))
  const stored = JSON.stringify([
    await client.rows('select * from hub.integracao_conector'),
    await client.rows('select * from hub.conector_segredo'),
  ])
  for (const text of [page, audit, stored, logged.join('')]) assert.ok(!text.includes('CANARIO'))
})

test('a generated webhook secret is shown at the top, to whoever asked for it, until they dismiss it', async (t) => {
  const { here, call, post, sessions, client } = await open(t)
  const made = await post(`${here}/segredos`, {
    tipo: 'SEGREDO',
    como: 'gerar',
    carencia: '1 hour',
  })
  assert.equal(made.status, 303)
  const set = made.headers.get('set-cookie') ?? ''
  assert.match(set, /HttpOnly[^,]*SameSite=Strict/)
  const cookie = /__Host-hub_uma_vez_segredo-[^;]+/.exec(set)?.[0] ?? ''
  const session = `__Host-hub_sessao=${sessions.admin}`
  const look = (path: string, brought = `${session}; ${cookie}`) =>
    call('GET', path, { headers: { cookie: brought } })
  const valueIn = (text: string) =>
    /<section class="card once".*?value="([\w-]{43})"/s.exec(text)?.[1]
  const shown = await look(here)
  const valor = valueIn(shown.text) ?? ''
  assert.equal(valor.length, 43)
  assert.ok(!cookie.includes(valor), 'the browser keeps it sealed')
  const top = shown.text.slice(shown.text.indexOf('</header>', shown.text.indexOf('<h1>')))
  assert.match(top, /^<\/header><section class="card once"/)
  assert.match(shown.text, /mostrado uma só vez/)
  assert.equal(shown.headers.get('cache-control'), 'no-store')
  // Loaded again, in a second tab, and beside a form that was refused.
  assert.equal(valueIn((await look(here)).text), valor)
  const refused = await call('POST', `${here}/segredos`, {
    form: { tipo: 'HMAC', valor: 'curto' },
    headers: { cookie: `${session}; ${cookie}` },
  })
  assert.equal(valueIn(refused.text), valor)
  // Not to others, not elsewhere, not altered.
  const other = `__Host-hub_sessao=${sessions.operador}; ${cookie}`
  assert.ok(!(await look(here, other)).text.includes(valor))
  assert.ok(!(await look(here, session)).text.includes(valor))
  const flipped = cookie.at(-20) === 'A' ? 'B' : 'A'
  const altered = `${session}; ${cookie.slice(0, -20)}${flipped}${cookie.slice(-19)}`
  assert.ok(!(await look(here, altered)).text.includes(valor))
  const nome = /hub_uma_vez_segredo-\d+/.exec(cookie)?.[0] ?? ''
  const gone = await call('POST', '/uma-vez/dispensar', {
    form: { nome, volta: here },
    headers: { cookie: `${session}; ${cookie}` },
  })
  assert.deepEqual([gone.status, gone.location], [303, here])
  assert.match(gone.headers.get('set-cookie') ?? '', /hub_uma_vez_segredo-\d+\.0=;[^,]*Max-Age=0/)
  assert.equal(
    await client.value(`select count(*)::int from hub.conector_segredo where tipo = 'SEGREDO'`),
    1,
  )
  const seller = await post(`${here}/segredos`, { tipo: 'CLIENT_SECRET', como: 'gerar' })
  assert.equal(seller.status, 422, 'only the marketplace makes those')
})

test('replacing a secret asks for the password, unless the person has proved lately who they are', async (t) => {
  const { here, post, client, show } = await open(t)
  await client.rows(
    `update hub.operador_sessao set confirmada_em = confirmada_em - interval '11 min';
     update hub.operador set senha_hash = 'scrypt$1024$8$1$AAAA$AAAA' where login = 'admin'`,
  )
  assert.match(await show(), /confirme que é você/)
  const refused = await post(`${here}/segredos`, { tipo: 'HMAC', valor: 'CANARIO-assinatura-1' })
  assert.equal(refused.status, 403)
  assert.match(refused.text, /Informe a sua senha para continuar\./)
  assert.ok(!refused.text.includes('CANARIO'))
  assert.equal((await post('/conectores/novo', { tenant: '456', ...data })).status, 403)
  assert.equal(await client.value('select count(*)::int from hub.conector_segredo'), 1)
})

test('demanded proofs are saved under the lock; an address list can be tried before it is saved', async (t) => {
  const { here, post, show, row, client, tenant } = await open(t)
  const form = { exige_hmac: 'sim', ip_modo: 'OBSERVAR', ip_lista: '10.0.0.0/8\r\n\r\n192.168.0.7' }
  const lock_version = lockIn(await show())
  for (const [endereco, n] of [
    ['10.1.1.1', 3],
    ['172.16.0.1', 2],
  ] as const)
    await client.rows('select ingress.count_source($1, $2, true, $3)', [
      tenant.conectorId,
      endereco,
      n,
    ])
  const tried = await post(`${here}/provas`, { ...form, lock_version, acao: 'simular' })
  assert.equal(tried.status, 200)
  assert.match(tried.text, /A lista como está digitada recusaria 2 pedidos verificados/)
  assert.match(tried.text, /172\.16\.0\.1/)
  assert.deepEqual(await row('ip_modo, ip_lista::text[]'), { ip_modo: 'DESLIGADA', ip_lista: [] })

  const saved = await post(`${here}/provas`, { ...form, lock_version })
  assert.equal(saved.location, `${here}?feito=conector.provas`)
  assert.deepEqual(await row('ip_modo, ip_lista::text[]'), {
    ip_modo: 'OBSERVAR',
    ip_lista: ['10.0.0.0/8', '192.168.0.7/32'],
  })
  assert.match(await show(), /A lista de agora recusaria 2 pedidos verificados/)
  const late = await post(`${here}/provas`, { ...form, ip_modo: 'EXIGIR', lock_version })
  assert.equal(late.status, 409)
  assert.match(late.text, /Outra pessoa salvou este conector/)
  assert.match(late.text, /value="EXIGIR" checked/)
  const mine = { lock_version: lockIn(late.text) }
  assert.equal((await post(`${here}/provas`, { ...form, ip_modo: 'EXIGIR', ...mine })).status, 303)
  assert.match(await show(), /A lista de agora recusa 2 pedidos verificados/)
})

test('an address list that can not be saved says which line is wrong, and keeps what was typed', async (t) => {
  const { here, post, show, row } = await open(t)
  const form = {
    exige_hmac: 'sim',
    ip_modo: 'OBSERVAR',
    ip_lista: '10.0.0.1\n300.1.1.1',
    lock_version: lockIn(await show()),
  }
  for (const acao of ['salvar', 'simular']) {
    const refused = await post(`${here}/provas`, { ...form, acao })
    assert.equal(refused.status, 422, acao)
    assert.match(refused.text, /A linha 2 da lista de endereços/, acao)
    assert.match(refused.text, /10\.0\.0\.1\n300\.1\.1\.1<\/textarea>/, acao)
  }
  const nobody = await post(`${here}/provas`, {
    ...form,
    ip_lista: '',
    exige_hmac: '',
    ip_modo: 'DESLIGADA',
  })
  assert.equal(nobody.status, 422)
  const suggested = await post(`${here}/provas`, { ...form, ip_lista: '10.0.0.1', acao: 'sugerir' })
  assert.equal(suggested.status, 200)
  assert.match(suggested.text, /10\.0\.0\.1\n[^<]*54\.88\.218\.97/)
  assert.deepEqual(await row('ip_modo'), { ip_modo: 'DESLIGADA' })
})

test('a connector is switched off and on for a reason, and the screen says so', async (t) => {
  const { here, post, show } = await open(t)
  const bare = await post(`${here}/desativar`, { motivo: ' ' })
  assert.equal(bare.status, 422)
  assert.match(bare.text, /Informe o motivo, com até 500 caracteres\./)
  assert.equal((await post(`${here}/desativar`, { motivo: 'férias' })).status, 303)
  const off = await show()
  assert.match(off, /Desativado: férias/)
  assert.doesNotMatch(off, /\/testar"/)
  assert.equal((await post(`${here}/testar`, {})).status, 409)
  assert.equal(
    (await post(`${here}/ativar`, { motivo: 'voltou' })).location,
    `${here}?feito=conector.ativar&n=0`,
  )
})

test('the flag says how many events wait, and releases them', async (t) => {
  const { here, post, show, client } = await open(t)
  assert.equal(
    (await post(`${here}/integracao`, { ligar: 'nao' })).location,
    `${here}?feito=flag.desligar`,
  )
  await append(client, [{ externalId: 'A' }, { externalId: 'B' }])
  assert.match(await show(), /guardados e esperam: 2 agora/)
  assert.equal(
    (await post(`${here}/integracao`, { ligar: 'sim' })).location,
    `${here}?feito=flag.ligar&n=2`,
  )
  assert.equal((await post(`${here}/integracao`, { ligar: 'talvez' })).status, 422)
})

test('a test runs in the background, one at a time, and each step says what to do', async (t) => {
  const gate = Promise.withResolvers<void>()
  // Before the panel stops, which waits for what runs.
  t.after(() => gate.resolve())
  let tests = 0
  const { here, post, show } = await open(t, {
    test: async (_, onStep) => {
      tests += 1
      const dns = { nome: 'DNS', ok: true, detalhe: 'é 10.0.0.1' }
      await onStep([dns])
      await gate.promise
      return [dns, { nome: 'token', ok: false, detalhe: 'o vendedor precisa autorizar de novo' }]
    },
  })
  assert.equal(
    (await post(`${here}/testar`, {}, 'operador')).location,
    `${here}?feito=conector.comecar`,
  )
  assert.equal(
    (await post(`${here}/testar`, {}, 'operador')).location,
    `${here}?feito=conector.em_curso`,
  )
  await eventually(async () => (await show()).includes('é 10.0.0.1'), {
    what: 'the first step is shown',
  })
  assert.match(await show(`${here}/andamento`, 'operador'), /hx-trigger="every 1s"/)
  assert.match(await show(), /href="\/conectores\/\d+#andamento">Atualizar/)
  gate.resolve()
  await ended(() => show(`${here}/andamento`))
  const shown = await show(`${here}/andamento`)
  assert.match(shown, /precisa autorizar de novo/)
  assert.match(shown, /Use Reautorizar, ou cole um refresh token/)
  assert.match(shown, /pedido por operador:operador/)
  assert.doesNotMatch(shown, /<html/)
  assert.equal(tests, 1)
})

test('a synchronisation shows each task, what it found, and what failed', async (t) => {
  const { here, post, show } = await open(t, {
    sync: async (tarefa) => {
      if (tarefa === 'MISSED_FEEDS') return null
      if (tarefa === 'ABERTOS') return { kind: 'failed', motivo: 'não respondeu a tempo' }
      const lacunas = ['results[3].id: deve ser um número']
      return { kind: 'done', vistos: 7, novos: 2, deFora: 1, lacunas }
    },
  })
  assert.equal((await post(`${here}/sincronizar`, {}, 'operador')).status, 303)
  await ended(() => show(`${here}/andamento`))
  const shown = await show(`${here}/andamento`)
  assert.match(shown, /outro conector da mesma aplicação consulta esta lista/)
  assert.match(shown, /7 vistos, 2 novos, 1 de fora \(results\[3\]\.id: deve ser um número\)/)
  assert.match(shown, /não respondeu a tempo/)
})

test('an act that fails inside says so on the screen, and says why in the log only', async (t) => {
  const { here, post, show, logged } = await open(t, {
    sync: () => Promise.reject(new Error('CANARIO connection to 10.0.0.1 refused')),
  })
  await post(`${here}/sincronizar`, {})
  await eventually(async () => (await show()).includes('Não terminou: algo falhou aqui dentro'), {
    what: 'the failure is shown',
  })
  assert.ok(!(await show()).includes('CANARIO'))
  assert.ok(logged.join('').includes('act on a connector failed'))
})

test('stopping interrupts the running acts, waits for them, and notes their end', async (t) => {
  const { here, post, panel, client } = await open(t, {
    sync: (_, __, signal) =>
      new Promise((resolve) => {
        const end = () => resolve({ kind: 'failed', motivo: 'interrompida' })
        if (signal.aborted) end()
        else signal.addEventListener('abort', end)
      }),
  })
  await post(`${here}/sincronizar`, {})
  await panel.stop()
  const [run] = await client.rows<{ concluida_em: Date | null; erro: string }>(
    'select * from hub.conector_acao',
  )
  assert.ok(run?.concluida_em instanceof Date)
  assert.equal(run.erro, 'o serviço foi encerrado no meio')
})

test('an act whose process has died is shown as lost, and may be started again', async (t) => {
  const { here, post, show, client, tenant } = await open(t)
  await client.rows(
    `select connectors.begin_connector_act($1, 'TESTAR', 'x', null, clock_timestamp() - interval '5 min')`,
    [tenant.conectorId],
  )
  assert.match(await show(), /O processo que o fazia não responde mais/)
  assert.equal((await post(`${here}/testar`, {})).location, `${here}?feito=conector.comecar`)
})

test('a seller is sent to the marketplace by a link, once the application has its id and secret', async (t) => {
  const { here, post, call } = await open(t)
  const early = await call('GET', `${here}/reautorizar`, { as: 'admin' })
  assert.equal(early.status, 409)
  assert.match(early.text, /Salve antes o client_id e o client_secret/)
  await post(`${here}/segredos`, { tipo: 'CLIENT_SECRET', valor: 'um-client-secret' })
  const before = await call('GET', `${here}/reautorizar`, { as: 'admin' })
  assert.match(before.text, /https:\/\/hub\.test\/api\/integracoes\/ml\/autorizacao/)
  assert.match(before.text, new RegExp(`conta do vendedor <strong>${seller.userId}`))
  assert.doesNotMatch(before.text, /auth\.test/)
  const ready = await post(`${here}/reautorizar`, {})
  assert.equal(ready.status, 200)
  assert.match(
    ready.text,
    /<a class="button primary" href="https:\/\/auth\.test\/authorization\?state=\d+" rel="noreferrer">/,
  )
})

test('only those who may save a connector see the address of the notifications', async (t) => {
  const { show, client, here } = await open(t)
  const caminho = await client.value<string>('select caminho from hub.integracao_aplicacao')
  assert.ok((await show(here, 'admin')).includes(caminho))
  for (const papel of ['leitor', 'operador', 'dba', 'auditor'] as const) {
    for (const path of [here, '/conectores']) {
      assert.ok(!(await show(path, papel)).includes(caminho), `${papel} ${path}`)
    }
  }
})

test('the state of a connector is the worst that is known of it', async (t) => {
  const { show, client, tenant } = await open(t)
  const list = () => show('/conectores', 'leitor')
  assert.match(await list(), /a autorizar/)
  await client.rows(
    `update hub.integracao_conector set refresh_token_em = now(), access_token_expira_em = now() + interval '5 h'`,
  )
  assert.match(await list(), /> ok</)
  assert.match(
    await show('/conectores', 'operador'),
    /vence (<!-- -->)?<time[^>]*>em (4 h 59 min|5 h)/,
  )
  await client.rows(
    `select mercado_livre.end_sync($1, 'VARREDURA', now(), null, '{}', 'não respondeu')`,
    [tenant.conectorId],
  )
  assert.match(await list(), /degradado/)
  await client.rows(`select mercado_livre.save_breaker($1, 'orders', 'ABERTO', interval '1 h')`, [
    tenant.conectorId,
  ])
  assert.match(await list(), /disjuntor aberto até \d\d:\d\d/)
  await client.rows(`update hub.integracao_conector set status = 'REAUTORIZAR', motivo = 'x'`)
  assert.match(await list(), /reautorizar/)
  await client.rows(`update hub.integracao_conector set status = 'DESATIVADO'`)
  assert.match(await list(), /desativado/)
})

test('a store’s settings are saved whole, and of two who save them the second is 409', async (t) => {
  const { post, show, client } = await open(t)
  const visto = vistoIn(await show('/conectores/loja/123'))
  const save = (changes: object) => post('/conectores/loja/123', { ...store, visto, ...changes })
  assert.equal((await save({})).location, '/conectores/loja/123?feito=loja.salvar')
  const kept = () =>
    client.rows(
      'select nome, endereco, horario, meio_aviso, pede_documento, aviso_por_pacote from hub.tenant where id = 123',
    )
  const whole = { ...store, pede_documento: true, aviso_por_pacote: true }
  assert.deepEqual(await kept(), [whole])
  const late = await save({ nome: 'Outra pessoa', endereco: '' })
  assert.equal(late.status, 409)
  assert.match(late.text, /Outra pessoa salvou esta loja depois que você a abriu\./)
  assert.match(late.text, /value="Outra pessoa"/)
  assert.deepEqual(await kept(), [whole])
  const again = await save({ nome: 'De novo', endereco: '', visto: vistoIn(late.text) })
  assert.equal(again.status, 303)
  assert.deepEqual(await kept(), [{ ...whole, nome: 'De novo', endereco: '' }])
  assert.equal((await save({ nome: '', visto: 'x' })).status, 422)
})

test('a new store is made, leads to its connector, and never changes one that exists', async (t) => {
  const { post, show, client } = await open(t)
  const made = await post('/conectores/loja/nova', { id: '9', ...store })
  assert.equal(made.location, '/conectores/novo?loja=9&feito=loja.salvar')
  assert.match(await show('/conectores/novo?loja=9'), /<option value="9" selected/)
  const again = await post('/conectores/loja/nova', { id: '9', ...store, nome: 'Outra' })
  assert.equal(again.status, 409)
  assert.equal(await client.value('select nome from hub.tenant where id = 9'), 'Loja Nova')
})
