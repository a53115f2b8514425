import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../../../src/core/clock.ts'
import { createLogger } from '../../../../src/core/log.ts'
import { openIngress } from '../../../../src/ingress/open-ingress.ts'
import { createAuthorization } from '../../../../src/mercado-livre/oauth/authorization.ts'
import { seller } from '../../../support/marketplace/marketplace-seller.ts'
import { MARK, ODD_BYTES, percentEncoded } from '../../../support/ingress/odd-text.ts'
import { releaseDue } from '../../../support/relay/release.ts'
import { relayPool } from '../../../support/relay/test-relay.ts'
import { clientSecret, tokenHub } from '../../../support/marketplace/token-hub.ts'

const RETURN = 'https://hub.example/api/integracoes/ml/autorizacao'

async function open(t: TestContext) {
  const hub = await tokenHub(t)
  const pool = relayPool(t, hub.url)
  const { secrets, there, conectorId, lines } = hub
  const log = createLogger({
    level: 'debug',
    destination: { write: (line) => (lines as string[]).push(line) },
  })
  const authorization = createAuthorization({
    pool,
    secrets,
    apiUrl: there.url,
    authUrl: 'https://auth.mercadolivre.com.br',
    timeoutMs: 2000,
    clock: systemClock,
    log,
  })
  const ingress = openIngress({
    pool,
    secrets,
    clock: systemClock,
    log,
    authorization: (back) => authorization.complete(back),
  })
  t.after(() => ingress.stop())
  const begin = async () => {
    const connector = { conectorId, tenantId: '123', clientId: seller.clientId }
    const { url } = await authorization.begin(connector, RETURN, 'teste')
    return new URL(url).searchParams
  }
  const comeBack = async (query: Record<string, string>) =>
    ingress.app.request(`/api/integracoes/ml/autorizacao?${new URLSearchParams(query).toString()}`)
  return { ...hub, begin, comeBack, ingress }
}

const code = 'TG-o-codigo-da-autorizacao'

test('a seller who comes back makes the connector ATIVO, and what waited for that goes on', async (t) => {
  const { begin, comeBack, there, sql, stored } = await open(t)
  await sql.rows(`update hub.integracao_conector set status = 'REAUTORIZAR', motivo = 'x'`)
  await sql.rows(
    `insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, status, motivo, recurso)
     values (1, 1, 123, 'ML', 'ENRIQUECER', 'AGUARDANDO', 'REAUTORIZAR', '/orders/1')`,
  )
  const sent = await begin()
  const back = await comeBack({ code, state: sent.get('state') ?? '' })
  assert.equal(back.status, 200)
  assert.match(await back.text(), /Conta autorizada/)
  const [form] = there.received
  const verifier = form?.get('code_verifier') ?? ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  assert.equal(challenge, sent.get('code_challenge'))
  assert.equal(form?.get('redirect_uri'), RETURN)
  const pair = { access: 'APP_USR-access-1', refresh: 'TG-refresh-1' }
  assert.deepEqual(await stored(), { status: 'ATIVO', versao: 2, ...pair })
  await releaseDue(sql)
  assert.equal(await sql.value('select status from hub.integracao_outbox'), 'PENDENTE')
})

test('an authorization is good once', async (t) => {
  const { begin, comeBack, there } = await open(t)
  const state = (await begin()).get('state') ?? ''
  const [one, two] = await Promise.all([comeBack({ code, state }), comeBack({ code, state })])
  assert.deepEqual([one.status, two.status].toSorted(), [200, 400])
  assert.equal((await comeBack({ code, state })).status, 400)
  assert.equal(there.received.length, 1)
})

test('an authorization is good within its time, and with its state only', async (t) => {
  const { begin, comeBack, there, sql } = await open(t)
  const state = (await begin()).get('state') ?? ''
  await sql.rows(
    `update hub.conector_autorizacao set expira_em = clock_timestamp() - interval '1 s'`,
  )
  assert.equal((await comeBack({ code, state })).status, 400)
  assert.equal((await comeBack({ code, state: 'um-estado-inventado' })).status, 400)
  assert.equal((await comeBack({ code })).status, 400)
  assert.equal((await comeBack({})).status, 400)
  assert.deepEqual(there.received, [])
})

test('another account than the connector’s is refused, and the tokens before stay', async (t) => {
  const { begin, comeBack, sql, stored } = await open(t)
  await sql.rows(`update hub.integracao_conector set user_id = '1'`)
  const back = await comeBack({ code, state: (await begin()).get('state') ?? '' })
  assert.equal(back.status, 400)
  assert.match(await back.text(), /não é a deste conector/)
  assert.equal((await stored()).refresh, 'TG-refresh-0')
})

test('a seller of another tenant is refused, and the connector stays without a seller', async (t) => {
  const { begin, comeBack, sql, stored } = await open(t)
  await sql.rows('update hub.integracao_conector set user_id = null')
  await sql.rows(`select tenants.save_tenant(124, 'Outra', '', '', null, 'x')`)
  await sql.rows(`select connectors.save_connector(124, 'ML', $1, null, $2, 'x')`, [
    seller.clientId,
    seller.userId,
  ])
  const back = await comeBack({ code, state: (await begin()).get('state') ?? '' })
  assert.equal(back.status, 400)
  assert.match(await back.text(), /Outro tenant já tem o conector deste vendedor/)
  assert.equal(
    await sql.value('select user_id from hub.integracao_conector where tenant_id = 123'),
    null,
  )
  assert.equal((await stored()).refresh, 'TG-refresh-0')
})

test('a connector without a seller gets the one that authorized', async (t) => {
  const { begin, comeBack, sql } = await open(t)
  await sql.rows('update hub.integracao_conector set user_id = null')
  await comeBack({ code, state: (await begin()).get('state') ?? '' })
  assert.equal(await sql.value('select user_id from hub.integracao_conector'), seller.userId)
})

test('a refusal by the marketplace is told in a sentence, and another attempt may begin', async (t) => {
  const { begin, comeBack, there } = await open(t)
  there.answer = (response) => response.writeHead(400).end('{"error":"invalid_grant"}')
  const back = await comeBack({ code, state: (await begin()).get('state') ?? '' })
  assert.equal(back.status, 400)
  assert.match(
    await back.text(),
    /não aceitou o código: respondeu 400: invalid_grant\. Comece a autorização de novo\./,
  )
  there.answer = null
  assert.equal((await comeBack({ code, state: (await begin()).get('state') ?? '' })).status, 200)
})

test('neither the page nor a line of the log holds a code, a state, a verifier or a token', async (t) => {
  const { begin, comeBack, lines, there } = await open(t)
  const state = (await begin()).get('state') ?? ''
  const back = await comeBack({ code, state })
  const text = `${await back.text()} ${lines.join('\n')} ${JSON.stringify([...back.headers])}`
  const verifier = there.received[0]?.get('code_verifier') ?? '-'
  for (const secret of [code, state, verifier, clientSecret, 'APP_USR', 'TG-refresh']) {
    assert.ok(!text.includes(secret), secret)
  }
  assert.equal(back.headers.get('referrer-policy'), 'no-referrer')
  assert.equal(back.headers.get('cache-control'), 'no-store')
})

test('attempts do not disturb each other, and those whose time is over are forgotten', async (t) => {
  const { begin, comeBack, sql } = await open(t)
  const over = (await begin()).get('state') ?? ''
  await sql.rows(
    `update hub.conector_autorizacao set expira_em = clock_timestamp() - interval '1 s'`,
  )
  const first = (await begin()).get('state') ?? ''
  await begin()
  assert.equal(await sql.value('select count(*)::int from hub.conector_autorizacao'), 2)
  assert.equal((await comeBack({ code, state: over })).status, 400)
  assert.equal((await comeBack({ code, state: first })).status, 200)
})

test('a code of an impossible form uses no attempt up', async (t) => {
  const { begin, comeBack, there } = await open(t)
  const state = (await begin()).get('state') ?? ''
  for (const odd of ['<script>alert(1)</script>', 'curto', 'x'.repeat(600), 'com espaço']) {
    const back = await comeBack({ code: odd, state })
    assert.equal(back.status, 400)
    assert.match(await back.text(), /O endereço está incompleto/)
  }
  assert.deepEqual(there.received, [])
  assert.equal((await comeBack({ code, state })).status, 200)
})

test('odd text in the address of the seller’s return is answered with a page that does not repeat it', async (t) => {
  const { begin, ingress, there, lines } = await open(t)
  const state = (await begin()).get('state') ?? ''
  for (const { what, text } of ODD_BYTES) {
    for (const name of ['code', 'state', 'error', 'error_description']) {
      const good = name.startsWith('error') ? { state } : { code, state }
      const rest = Object.entries(good).filter(([each]) => each !== name)
      const query = [...rest, [name, percentEncoded(text)]].map((each) => each.join('=')).join('&')
      const back = await ingress.app.request(`/api/integracoes/ml/autorizacao?${query}`)
      assert.equal(back.status, 400, `${name} with ${what}`)
      assert.ok(!(await back.text()).includes(MARK), `${name} with ${what}`)
    }
  }
  assert.ok(!lines.join('').includes(MARK))
  assert.deepEqual(there.received, [])
})

test('a connector whose tokens can’t be stored does not become ATIVO', async (t) => {
  const { begin, comeBack, sql, stored } = await open(t)
  await sql.rows(`update hub.integracao_conector set status = 'REAUTORIZAR'`)
  await sql.rows('revoke execute on function mercado_livre.save_tokens from hub_service')
  const back = await comeBack({ code, state: (await begin()).get('state') ?? '' })
  assert.ok(back.status >= 500)
  assert.deepEqual(
    [(await stored()).status, (await stored()).refresh],
    ['REAUTORIZAR', 'TG-refresh-0'],
  )
})
