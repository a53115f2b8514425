/** Which signatures are accepted. Each refusal is counted by its reason, and nothing of it is stored. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import { makeTenant, rotateSecret } from '../../support/tenant.ts'
import {
  bytesOf,
  envelope,
  hmac,
  openTestIngress,
  type TestIngress,
} from '../../support/ingress/test-ingress.ts'

const NOW = 1_800_000_000

/** An ingress whose clock stands still until a test moves it. */
async function openIngressAtNow(
  t: TestContext,
): Promise<TestIngress & { readonly pass: (ms: number) => void }> {
  let passed = 0
  const clock: Clock = {
    ...systemClock,
    now: () => new Date(NOW * 1000 + passed),
    monotonicMs: () => passed,
  }
  const opened = await openTestIngress(t, { clock })
  return { ...opened, pass: (ms) => void (passed += ms) }
}

async function refusals({ ingress, client }: TestIngress): Promise<Record<string, unknown>[]> {
  await ingress.stop()
  return client.rows(
    `select r.causa, r.tenant_id::int as tenant, sum(r.total)::int as total
    from hub.integracao_recusa as r group by 1, 2 order by 1, 2`,
  )
}

async function assertNothingStored({ client }: TestIngress): Promise<void> {
  for (const table of ['integracao_evento', 'integracao_outbox', 'idempotencia']) {
    assert.equal(await client.value(`select count(*)::int from hub.${table}`), 0, table)
  }
}

const body = bytesOf(envelope())

const accepted: Record<string, (secret: string) => string> = {
  'sha256 of the body': (secret) => `sha256=${hmac(secret, body)}`,
  'sha256 in capitals': (secret) => `sha256=${hmac(secret, body).toUpperCase()}`,
  'a timestamp of now': (secret) => `t=${NOW},v1=${hmac(secret, `${NOW}.`, body)}`,
  'a timestamp 300 s old': (secret) => `t=${NOW - 300},v1=${hmac(secret, `${NOW - 300}.`, body)}`,
  'a timestamp 300 s ahead': (secret) => `t=${NOW + 300},v1=${hmac(secret, `${NOW + 300}.`, body)}`,
  'several v1, of which the last is right': (secret) =>
    `t=${NOW},v1=${'0'.repeat(64)},v1=${hmac(secret, `${NOW}.`, body)}`,
  'a scheme beside v1 that nobody knows': (secret) =>
    `t=${NOW}, v0=abc, v1=${hmac(secret, `${NOW}.`, body)}`,
}

for (const [name, sign] of Object.entries(accepted)) {
  test(`accepted: ${name}`, async (t) => {
    const { post, tenant } = await openIngressAtNow(t)
    const headers = { 'x-ml-signature': sign(tenant.secret) }
    assert.equal((await post(body, { headers })).status, 202)
  })
}

const refused: Record<string, [causa: string, sign: (secret: string) => string | null]> = {
  'no signature': ['SEM_ASSINATURA', () => null],
  'an empty signature': ['SEM_ASSINATURA', () => ''],
  'another body': ['ASSINATURA_INVALIDA', (secret) => `sha256=${hmac(secret, 'outro')}`],
  'another secret': ['ASSINATURA_INVALIDA', () => `sha256=${hmac('outro', body)}`],
  'an empty secret': ['ASSINATURA_INVALIDA', () => `sha256=${hmac('', body)}`],
  'a cut signature': ['ASSINATURA_INVALIDA', (s) => `sha256=${hmac(s, body).slice(0, 62)}`],
  'no scheme': ['ASSINATURA_INVALIDA', (secret) => hmac(secret, body)],
  garbage: ['ASSINATURA_INVALIDA', () => 't=,v1=,sha256=,,=;'],
  'a timestamp 301 s old': [
    'ASSINATURA_EXPIRADA',
    (secret) => `t=${NOW - 301},v1=${hmac(secret, `${NOW - 301}.`, body)}`,
  ],
  'a timestamp 301 s ahead': [
    'ASSINATURA_EXPIRADA',
    (secret) => `t=${NOW + 301},v1=${hmac(secret, `${NOW + 301}.`, body)}`,
  ],
  'a fresh timestamp over an old signature': [
    'ASSINATURA_INVALIDA',
    (secret) => `t=${NOW},v1=${hmac(secret, `${NOW - 301}.`, body)}`,
  ],
  'a timestamp that was not signed': [
    'ASSINATURA_INVALIDA',
    (secret) => `t=${NOW},v1=${hmac(secret, body)}`,
  ],
  'two timestamps': [
    'ASSINATURA_INVALIDA',
    (secret) => `t=${NOW},t=${NOW},v1=${hmac(secret, `${NOW}.`, body)}`,
  ],
  'a timestamp without v1': ['ASSINATURA_INVALIDA', () => `t=${NOW}`],
  'more v1 than anybody needs': [
    'ASSINATURA_INVALIDA',
    (secret) => `t=${NOW}${`,v1=${hmac(secret, `${NOW}.`, body)}`.repeat(6)}`,
  ],
}

for (const [name, [causa, sign]] of Object.entries(refused)) {
  test(`refused with 401 and counted as ${causa}: ${name}`, async (t) => {
    const opened = await openIngressAtNow(t)
    const headers = { 'x-ml-signature': sign(opened.tenant.secret) }
    const answer = await opened.post(body, { headers })
    assert.equal(answer.status, 401)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json')
    assert.equal(answer.json.codigo, 'nao_autenticado')
    assert.deepEqual(await refusals(opened), [{ causa, tenant: 123, total: 1 }])
    await assertNothingStored(opened)
  })
}

test("refused: another tenant's secret, however right the body is", async (t) => {
  const opened = await openIngressAtNow(t)
  const other = await makeTenant(opened.client, opened.secrets, { id: 124 })
  const answer = await opened.post(body, { tenantId: 123, secret: other.secret })
  assert.equal(answer.status, 401)
  assert.deepEqual(await refusals(opened), [
    { causa: 'ASSINATURA_INVALIDA', tenant: 123, total: 1 },
  ])
  await assertNothingStored(opened)
})

test('refused: an event for another tenant than the one that was authenticated', async (t) => {
  const opened = await openIngressAtNow(t)
  const other = await makeTenant(opened.client, opened.secrets, { id: 124 })
  const answer = await opened.post(envelope(), { tenantId: 124, secret: other.secret })
  assert.equal(answer.status, 422)
  assert.deepEqual(answer.json.erros, [{ campo: 'tenantId', motivo: 'não é o tenant autenticado' }])
  assert.deepEqual(await refusals(opened), [{ causa: 'TENANT_DIVERGENTE', tenant: 124, total: 1 }])
  await assertNothingStored(opened)
})

test('an unknown tenant is answered like a bad signature, byte for byte', async (t) => {
  const opened = await openIngressAtNow(t)
  await opened.client.rows(`select tenants.save_tenant(125, 'Sem conector', '', '', null, 'teste')`)
  const answers = [
    await opened.post(body, { secret: 'outro' }),
    await opened.post(body, { tenantId: 999, secret: 'outro' }),
    await opened.post(body, { tenantId: 999, secret: '' }),
    await opened.post(body, { tenantId: 125, secret: 'outro' }),
    await opened.post(body, { headers: { 'x-ml-signature': null } }),
  ]
  const seen = answers.map(({ status, headers, text, json }) => ({
    status,
    headers: [...headers],
    text: text.replace(json.instance, ''),
  }))
  for (const each of seen) assert.deepEqual(each, seen[0])
  assert.deepEqual(await refusals(opened), [
    { causa: 'ASSINATURA_INVALIDA', tenant: 123, total: 1 },
    { causa: 'SEM_ASSINATURA', tenant: 123, total: 1 },
    { causa: 'TENANT_DESCONHECIDO', tenant: 125, total: 1 },
    { causa: 'TENANT_DESCONHECIDO', tenant: null, total: 2 },
  ])
  await assertNothingStored(opened)
})

test('while a secret is being rotated both are accepted, and the old one ends with its grace', async (t) => {
  const opened = await openIngressAtNow(t)
  const { client, secrets, tenant, post, pass } = opened
  const fresh = await rotateSecret(client, secrets, tenant, '1 h')
  assert.equal((await post(body, { secret: fresh })).status, 202)
  assert.equal((await post(body)).status, 202)
  await client.rows(
    'update hub.conector_segredo set expira_em = clock_timestamp() where expira_em is not null',
  )
  pass(3001)
  assert.equal((await post(body)).status, 401)
  assert.equal((await post(body, { secret: fresh })).status, 202)
})

test('a new secret counts, and a deactivated connector is refused, a few seconds later', async (t) => {
  const opened = await openIngressAtNow(t)
  const { client, secrets, tenant, post, pass } = opened
  assert.equal((await post(body)).status, 202)
  const fresh = await rotateSecret(client, secrets, tenant)
  pass(3001)
  assert.equal((await post(body, { secret: fresh })).status, 202)
  assert.equal((await post(body)).status, 401)
  await client.rows(`update hub.integracao_conector set status = 'DESATIVADO'`)
  pass(3001)
  assert.equal((await post(body, { secret: fresh })).status, 401)
})

test('a secret that cannot be opened does not stop a sender who signs with the other one', async (t) => {
  const opened = await openIngressAtNow(t)
  const { client, secrets, tenant, post, pass } = opened
  const fresh = await rotateSecret(client, secrets, tenant, '1 h')
  await client.rows(
    `update hub.conector_segredo set valor_enc = 'v1.x.y.z.w' where expira_em is not null`,
  )
  assert.equal((await post(body, { secret: fresh })).status, 202)
  await client.rows(`update hub.conector_segredo set valor_enc = 'v1.x.y.z.w'`)
  pass(3001)
  const answer = await post(body, { secret: fresh })
  assert.equal(answer.status, 503, 'our failure, not the sender’s: it comes again')
  assert.ok(answer.headers.get('retry-after'))
  assert.equal(opened.logged.join('').includes(fresh), false)
})

test('the signature covers the raw bytes: spelling, order of keys and line ends included', async (t) => {
  const { post } = await openIngressAtNow(t)
  const odd = JSON.stringify(envelope(), null, '\r\n\t').replace('Maria', String.raw`Mari\u0061`)
  assert.equal((await post(odd)).status, 202)
  assert.equal((await post(`\uFEFF${odd}`)).json.status, 'DUPLICADO')
  const reordered = Object.fromEntries(Object.entries(envelope()).reverse())
  const headers = { 'x-ml-signature': `sha256=${hmac('outro', odd)}` }
  assert.equal((await post(reordered)).status, 202)
  assert.equal((await post(odd, { headers })).status, 401)
  const notUtf8 = new Uint8Array([...bytesOf('{"canal":"'), 0xff, ...bytesOf('"}')])
  assert.equal((await post(notUtf8)).json.codigo, 'json_invalido', 'authenticated, then not read')
})

test('a signed request that is sent again is a duplicate, not a second event', async (t) => {
  const { post, client } = await openIngressAtNow(t)
  assert.equal((await post(body)).json.status, 'RECEBIDO')
  assert.equal((await post(body)).json.status, 'DUPLICADO')
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 1)
})
