/** The proofs beside the signature, over real sockets: a shared secret, a list of addresses, and both with the signature. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import { createReplays } from '../../../src/ingress/proof/replays.ts'
import { testDatabase } from '../../support/database/database.ts'
import { startInProcess } from '../../support/process/in-process.ts'
import { type ProofIngress, openProofIngress } from '../../support/ingress/proof-webhooks.ts'
import { connectSeller, seller } from '../../support/marketplace/marketplace-seller.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { makeTenant } from '../../support/tenant.ts'
import { bytesOf, envelope, hmac, webhookHeaders } from '../../support/ingress/test-ingress.ts'

const unsigned = { 'x-ml-signature': null }

async function assertNothingStored({ client }: ProofIngress): Promise<void> {
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 0)
}

test('a connector that demands the shared secret takes it, and nothing else instead', async (t) => {
  const hub = await openProofIngress(t)
  const secret = await hub.share()
  await hub.demand({ exige: ['SEGREDO'] })
  const answers = [
    await hub.send({ headers: unsigned }),
    await hub.send(),
    await hub.send({ headers: { ...unsigned, 'x-webhook-secret': `${secret}x` } }),
    await hub.send({ headers: { ...unsigned, 'x-webhook-secret': secret.slice(1) } }),
    await hub.send({ headers: { ...unsigned, 'x-webhook-secret': `${secret}, ${secret}` } }),
    await hub.send({ headers: { ...unsigned, 'x-webhook-secret': hub.tenant.secret } }),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array.from({ length: 6 }, () => 401),
  )
  await assertNothingStored(hub)
  const good = await hub.send({ headers: { ...unsigned, 'x-webhook-secret': secret } })
  assert.equal(good.status, 202)
  assert.deepEqual(await hub.verified(), ['SEGREDO'])
  assert.deepEqual(await hub.causes(), ['SEGREDO_INVALIDO 4', 'SEM_SEGREDO 2'])
})

test('a connector that demands both takes neither alone', async (t) => {
  const hub = await openProofIngress(t)
  const secret = await hub.share()
  await hub.demand({ exige: ['SEGREDO', 'HMAC'] })
  assert.equal((await hub.send()).status, 401)
  assert.equal(
    (await hub.send({ headers: { ...unsigned, 'x-webhook-secret': secret } })).status,
    401,
  )
  await assertNothingStored(hub)
  assert.equal((await hub.send({ headers: { 'x-webhook-secret': secret } })).status, 202)
  assert.deepEqual(await hub.verified(), ['HMAC+SEGREDO'])
  assert.deepEqual(await hub.causes(), ['SEM_ASSINATURA 1', 'SEM_SEGREDO 1'])
})

test('a secret that is not demanded proves nothing, even where it is right', async (t) => {
  const hub = await openProofIngress(t)
  const secret = await hub.share()
  const answer = await hub.send({ headers: { ...unsigned, 'x-webhook-secret': secret } })
  assert.equal(answer.status, 401)
  assert.equal((await hub.send({ headers: { 'x-webhook-secret': 'errado' } })).status, 202)
  assert.deepEqual(await hub.verified(), ['HMAC'])
})

test('while a shared secret is being rotated both are accepted, and the old one ends with its grace', async (t) => {
  const hub = await openProofIngress(t)
  const old = await hub.share()
  await hub.demand({ exige: ['SEGREDO'] })
  const fresh = await hub.share('1 h')
  const status = async (secret: string) =>
    (await hub.send({ headers: { ...unsigned, 'x-webhook-secret': secret } })).status
  assert.deepEqual([await status(old), await status(fresh)], [202, 202])
  await hub.client.rows(
    'update hub.conector_segredo set expira_em = clock_timestamp() where expira_em is not null',
  )
  hub.pass(3001)
  assert.deepEqual([await status(old), await status(fresh)], [401, 202])
})

test('rotating the shared secret leaves the one that signs alone, and the other way round', async (t) => {
  const hub = await openProofIngress(t)
  const secret = await hub.share()
  await hub.share()
  assert.equal((await hub.send()).status, 202)
  const live = await hub.client.rows(
    `select tipo, count(*)::int as n from hub.conector_segredo where expira_em is null group by 1 order by 1`,
  )
  assert.deepEqual(live, [
    { tipo: 'HMAC', n: 1 },
    { tipo: 'SEGREDO', n: 1 },
  ])
  assert.ok(!hub.logged.join('').includes(secret))
})

test('EXIGIR: a right signature from outside the list is answered 403, counted as a refusal and not stored as an event', async (t) => {
  const hub = await openProofIngress(t)
  await hub.demand({ modo: 'EXIGIR', redes: ['127.0.0.2', '127.0.1.0/24'] })
  const outside = await hub.send({ from: '127.0.0.3' })
  assert.equal(outside.status, 403)
  assert.deepEqual(Object.keys(outside.json).toSorted(), [
    'codigo',
    'detail',
    'instance',
    'status',
    'title',
    'type',
  ])
  assert.ok(!JSON.stringify(outside.json).includes('127.0.0'))
  await assertNothingStored(hub)
  for (const from of ['127.0.0.2', '127.0.1.77'])
    assert.equal((await hub.send({ from })).status, 202)
  assert.deepEqual(await hub.verified(), ['HMAC+IP', 'HMAC+IP'])
  assert.deepEqual(await hub.causes(), ['ENDERECO_NAO_PERMITIDO 1'])
})

test('EXIGIR: inside the list a bad signature is still a bad signature', async (t) => {
  const hub = await openProofIngress(t)
  await hub.demand({ modo: 'EXIGIR', redes: ['127.0.0.1'] })
  const bad = await hub.send({ headers: { 'x-ml-signature': `sha256=${'0'.repeat(64)}` } })
  assert.equal(bad.status, 401)
  assert.deepEqual(await hub.causes(), ['ASSINATURA_INVALIDA 1'])
  assert.deepEqual(await hub.sources(), [], 'and no source is counted')
})

test('an address alone can be the proof, and a sender with another one is answered like an unknown tenant', async (t) => {
  const hub = await openProofIngress(t)
  await hub.demand({ exige: [], modo: 'EXIGIR', redes: ['127.0.0.2'] })
  assert.equal((await hub.send({ from: '127.0.0.2', headers: unsigned })).status, 202)
  assert.deepEqual(await hub.verified(), ['IP'])
  const answers = [
    await hub.send({ headers: unsigned }),
    await hub.send({ headers: { ...unsigned, 'x-tenant': '999' } }),
  ].map(({ status, json }) => ({ status, ...json, instance: '' }))
  assert.deepEqual(answers[0], answers[1])
  assert.equal(answers[0]?.status, 401)
})

test('OBSERVAR refuses nobody, and counts the sources that EXIGIR would refuse', async (t) => {
  const hub = await openProofIngress(t)
  await hub.demand({ modo: 'OBSERVAR', redes: ['127.0.0.2'] })
  for (const from of ['127.0.0.2', '127.0.0.3', '127.0.0.3', '127.0.0.4'])
    assert.equal((await hub.send({ from })).status, 202)
  assert.equal((await hub.send({ from: '127.0.0.5', headers: unsigned })).status, 401)
  assert.deepEqual(await hub.verified(), ['HMAC', 'HMAC', 'HMAC', 'HMAC'])
  assert.deepEqual(await hub.sources(), [
    { endereco: '127.0.0.2', na_lista: true, total: 1 },
    { endereco: '127.0.0.3', na_lista: false, total: 2 },
    { endereco: '127.0.0.4', na_lista: false, total: 1 },
  ])
  const advice = (redes: readonly string[] | null) =>
    hub.client.rows(
      'select endereco, total::int as total from connectors.would_be_refused($1, $2)',
      [hub.tenant.conectorId, redes],
    )
  assert.deepEqual(await advice(null), [
    { endereco: '127.0.0.3', total: 2 },
    { endereco: '127.0.0.4', total: 1 },
  ])
  assert.deepEqual(await advice(['127.0.0.0/30', '2001:db8::/32']), [
    { endereco: '127.0.0.4', total: 1 },
  ])
  assert.deepEqual(await advice(['127.0.0.0/8']), [])
})

test('X-Forwarded-For of an untrusted sender is not believed', async (t) => {
  const hub = await openProofIngress(t, { trustedProxies: ['127.0.0.9/32'] })
  await hub.demand({ modo: 'EXIGIR', redes: ['203.0.113.0/24'] })
  const forwarded = (value: string, from: string) =>
    hub.send({ from, headers: { 'x-forwarded-for': value } })
  assert.equal((await forwarded('203.0.113.5', '127.0.0.1')).status, 403)
  assert.equal((await forwarded('203.0.113.5, 198.51.100.1', '127.0.0.9')).status, 403)
  assert.equal((await forwarded('203.0.113.5, lixo', '127.0.0.9')).status, 403)
  assert.equal((await forwarded('198.51.100.1, 203.0.113.5', '127.0.0.9')).status, 202)
  assert.deepEqual(await hub.sources(), [
    { endereco: '127.0.0.1', na_lista: false, total: 1 },
    { endereco: '198.51.100.1', na_lista: false, total: 1 },
    { endereco: '203.0.113.5', na_lista: true, total: 1 },
    { endereco: 'desconhecido', na_lista: false, total: 1 },
  ])
})

test('an IPv4 sender at an ingress that listens on IPv6 is on an IPv4 list', async (t) => {
  const hub = await openProofIngress(t, { host: '::' })
  await hub.demand({ modo: 'EXIGIR', redes: ['127.0.0.2'] })
  assert.equal((await hub.send({ from: '127.0.0.2' })).status, 202)
  assert.equal((await hub.send({ from: '127.0.0.3' })).status, 403)
})

test('the list of addresses holds for the marketplace’s notifications too, which are proved by their path and ids', async (t) => {
  const hub = await openProofIngress(t)
  await connectSeller(hub.client)
  const notify = (n: number, from: string) =>
    hub.send({
      from,
      path: `/${seller.caminho}`,
      headers: unsigned,
      body: {
        _id: `n${n}`,
        resource: `/orders/${n}`,
        topic: 'orders_v2',
        user_id: seller.userId,
        application_id: seller.clientId,
      },
    })
  assert.equal((await notify(1, '127.0.0.3')).status, 200)
  await hub.demand({ modo: 'OBSERVAR', redes: ['127.0.0.2'] })
  assert.equal((await notify(2, '127.0.0.3')).status, 200)
  await hub.demand({ modo: 'EXIGIR', redes: ['127.0.0.2'] })
  assert.equal((await notify(3, '127.0.0.2')).status, 200)
  const outside = await notify(4, '127.0.0.3')
  assert.deepEqual([outside.status, outside.json['codigo']], [403, 'nao_permitido'])
  assert.deepEqual(await hub.verified(), ['CAMINHO', 'CAMINHO', 'CAMINHO+IP'])
  assert.deepEqual(await hub.causes(), ['ENDERECO_NAO_PERMITIDO 1'])
  assert.deepEqual(await hub.sources(), [
    { endereco: '127.0.0.2', na_lista: true, total: 1 },
    { endereco: '127.0.0.3', na_lista: false, total: 2 },
  ])
})

test('an event with the shared secret at the address of notifications is read as the contract’s envelope', async (t) => {
  const hub = await openProofIngress(t)
  await connectSeller(hub.client)
  const secret = await hub.share()
  await hub.demand({ exige: ['SEGREDO'] })
  const headers = { ...unsigned, 'x-webhook-secret': secret }
  assert.equal((await hub.send({ path: `/${seller.caminho}`, headers })).status, 202)
  assert.deepEqual(await hub.verified(), ['SEGREDO'])
})

test('the service believes the proxies that TRUSTED_PROXIES names', async (t) => {
  const { url } = await testDatabase(t)
  const env = { DATABASE_URL: url, TRUSTED_PROXIES: '127.0.0.1' }
  const { service } = await startInProcess(t, env)
  const client = await sqlClient(t, url)
  const tenant = await makeTenant(client, service.secrets)
  await client.rows(
    `select connectors.set_connector_checks($1, '{HMAC}', 'EXIGIR', '{203.0.113.0/24}', null, 'x')`,
    [tenant.conectorId],
  )
  const statusOf = async (forwarded: string) => {
    const body = bytesOf(envelope())
    const headers = webhookHeaders(body, { ...tenant, headers: { 'x-forwarded-for': forwarded } })
    const address = `${service.publicUrl}/api/integracoes/ml/webhook`
    return (await fetch(address, { method: 'POST', body, headers })).status
  }
  assert.equal(await statusOf('203.0.113.9'), 202)
  assert.equal(await statusOf('203.0.113.9, 198.51.100.1'), 403)
})

test('a change of what is demanded counts within seconds', async (t) => {
  const hub = await openProofIngress(t)
  assert.equal((await hub.send()).status, 202)
  await hub.demand({ modo: 'EXIGIR', redes: ['127.0.0.2'] })
  assert.equal((await hub.send()).status, 403)
  await hub.demand({})
  assert.equal((await hub.send()).status, 202)
})

test('a connector that demands the time in the signature takes no other form, and each for five minutes only', async (t) => {
  const hub = await openProofIngress(t)
  await hub.demand({ exige: ['HMAC_TEMPO'] })
  const body = envelope({ versao: 77 })
  const signedAt = (seconds: number) => {
    const mac = hmac(hub.tenant.secret, `${seconds}.`, bytesOf(body))
    return hub.send({ body, headers: { 'x-ml-signature': `t=${seconds},v1=${mac}` } })
  }
  const now = Math.floor(Date.now() / 1000)
  assert.equal((await hub.send({ body })).status, 401, 'a plain one')
  assert.equal((await signedAt(now - 400)).status, 401, 'an old one')
  await assertNothingStored(hub)
  assert.equal((await signedAt(now)).status, 202)
  assert.deepEqual(await hub.client.rows('select exige from hub.integracao_conector'), [
    { exige: ['HMAC', 'HMAC_TEMPO'] },
  ])
  assert.deepEqual(await hub.causes(), ['ASSINATURA_EXPIRADA 1', 'ASSINATURA_SEM_TEMPO 1'])
})

test('a plain signature that repeats is answered, then put off, by address and for a minute only', async (t) => {
  const hub = await openProofIngress(t)
  const body = envelope({ versao: 88 })
  const statuses = async (times: number, from = '127.0.0.1') => {
    const seen: number[] = []
    for (let n = 0; n < times; n += 1) seen.push((await hub.send({ body, from })).status)
    return seen
  }
  assert.deepEqual(new Set(await statuses(601)), new Set([202]))
  assert.deepEqual(await statuses(2), [429, 429])
  assert.deepEqual(await statuses(1, '127.0.0.2'), [202], 'somebody else is not put off')
  assert.equal((await hub.send()).status, 202, 'a new one of the same sender is taken')
  hub.pass(60_001)
  assert.deepEqual(await statuses(1), [202])
  assert.deepEqual(await hub.causes(), ['REPETICAO 2'])
})

test('a request that was not accepted may be sent again without limit', () => {
  const broken: Clock = { ...systemClock, monotonicMs: () => assert.fail('no time') }
  const request = { conectorId: '1', address: null, signature: `sha256=${'a'.repeat(64)}` }
  const replays = createReplays({ clock: systemClock })
  for (let n = 0; n < 100; n += 1) assert.equal(replays.isTooMany(request), false)
  const failing = createReplays({ clock: broken })
  failing.accepted(request)
  for (let n = 0; n < 100; n += 1) assert.equal(failing.isTooMany(request), false, 'it fails open')
})
