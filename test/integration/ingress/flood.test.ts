/** A flood of bad requests is no flood of queries: look-ups and counts are batched, cached and bounded. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'

import { createConnectorKeys } from '../../../src/ingress/proof/connector-keys.ts'
import { createRefusals } from '../../../src/ingress/store/refusals.ts'
import { eventually } from '../../support/eventually.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { envelope, openTestIngress, type TestIngress } from '../../support/ingress/test-ingress.ts'

const log = createLogger({ level: 'silent' })

/** A pool that counts its queries, and a clock that moves by hand. */
async function openCounted(t: TestContext) {
  const opened: TestIngress = await openTestIngress(t)
  let passed = 0
  let sleepers: (() => void)[] = []
  const sizes: number[] = []
  const pool = new Proxy(opened.pool, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        const [query] = args as [{ values?: unknown[][] } | undefined]
        if (name === 'query') sizes.push(query?.values?.[0]?.length ?? 0)
        return Reflect.apply(member, target, args) as unknown
      }
    },
  })
  const clock: Clock = {
    ...systemClock,
    monotonicMs: () => passed,
    sleep: (_ms, signal) =>
      new Promise((resolve) => {
        sleepers.push(resolve)
        signal?.addEventListener('abort', () => resolve())
      }),
  }
  return {
    ...opened,
    pool,
    clock,
    queries: () => sizes.length,
    /** How many tenants or counts each query carried. */
    sizes,
    pass: (ms: number) => {
      passed += ms
      for (const wake of sleepers) wake()
      sleepers = []
    },
  }
}

test('a thousand invented tenants at once take a handful of look-ups, and none while they are cached', async (t) => {
  const { pool, clock, secrets, queries, pass } = await openCounted(t)
  const keys = createConnectorKeys({ pool, clock, secrets, log, ttlMs: 3000 })
  const tenants = Array.from({ length: 1000 }, (_, n) => 5000 + n)
  const answers = await Promise.all(tenants.map((tenantId) => keys.of(tenantId)))
  assert.ok(answers.every((each) => each === null))
  assert.ok(queries() <= 11, `${queries()} queries`)
  const before = queries()
  pass(2999)
  await Promise.all(tenants.map((tenantId) => keys.of(tenantId)))
  assert.equal(queries(), before, 'absence is cached too')
  pass(1)
  assert.equal(await keys.of(5000), null)
  assert.equal(queries(), before + 1)
})

test('a hundred requests of one tenant share one look-up', async (t) => {
  const { pool, clock, secrets, tenant, queries } = await openCounted(t)
  const keys = createConnectorKeys({ pool, clock, secrets, log })
  const answers = await Promise.all(Array.from({ length: 100 }, () => keys.of(tenant.tenantId)))
  assert.ok(answers.every((each) => each?.live.HMAC[0]?.toString() === tenant.secret))
  assert.equal(queries(), 1)
})

test('at most sizeMax tenants are cached, and at most waitingMax wait', async (t) => {
  const { pool, clock, secrets, queries } = await openCounted(t)
  const keys = createConnectorKeys({ pool, clock, secrets, log, sizeMax: 2, waitingMax: 3 })
  for (const tenantId of [1, 2, 3]) await keys.of(tenantId)
  assert.equal(queries(), 3)
  await keys.of(3)
  assert.equal(queries(), 3, 'the newest is cached')
  await keys.of(1)
  assert.equal(queries(), 4, 'the oldest was forgotten')
  const asked = [11, 12, 13].map((tenantId) => keys.of(tenantId))
  await assert.rejects(keys.of(14), { code: 'unavailable', retryable: true })
  await Promise.all(asked)
  assert.equal(await keys.of(14), null)
})

test('a failed look-up is not cached', async (t) => {
  const { pool, clock, secrets, tenant } = await openCounted(t)
  let away = true
  const failing = new Proxy(pool, {
    get: (target, name) =>
      name === 'query' && away
        ? () => Promise.reject(new Error('Connection terminated'))
        : (Reflect.get(target, name) as unknown),
  })
  const keys = createConnectorKeys({ pool: failing, clock, secrets, log })
  await assert.rejects(keys.of(tenant.tenantId), { code: 'unavailable' })
  away = false
  assert.equal((await keys.of(tenant.tenantId))?.live.HMAC.length, 1)
})

test('a flood of refusals is counted in one query a second, exactly', async (t) => {
  const { pool, clock, client, queries, sizes, pass } = await openCounted(t)
  const refusals = createRefusals({ pool, clock, log, everyMs: 1000 })
  const total = () =>
    client.value<number>('select coalesce(sum(total), 0)::int from hub.integracao_recusa')
  for (let n = 0; n < 5000; n += 1) refusals.count('ASSINATURA_INVALIDA', 123)
  for (let n = 0; n < 5000; n += 1) refusals.count('TENANT_DESCONHECIDO', 10_000 + n)
  assert.equal(queries(), 0)
  pass(1000)
  await eventually(async () => (await total()) === 10_000, { what: 'all were counted' })
  assert.equal(queries(), 1)
  assert.ok(sizes[0]! <= 1001, `${sizes[0]} keys were held`)
  assert.deepEqual(
    await client.rows('select causa, tenant_id, total from hub.integracao_recusa order by causa'),
    [
      { causa: 'ASSINATURA_INVALIDA', tenant_id: '123', total: '5000' },
      { causa: 'TENANT_DESCONHECIDO', tenant_id: null, total: '5000' },
    ],
  )
  refusals.count('JSON_INVALIDO', null)
  await refusals.stop()
  assert.equal(await total(), 10_001, 'stop sends what is left')
  assert.equal(queries(), 2)
})

test('refusals that come while counts are being sent are sent before stop resolves', async (t) => {
  const { pool, clock, client, queries, pass, url } = await openCounted(t)
  const refusals = createRefusals({ pool, clock, log })
  const holder = await sqlClient(t, url)
  await holder.rows('begin')
  await holder.rows('lock table hub.integracao_recusa in access exclusive mode')
  refusals.count('JSON_INVALIDO', null)
  pass(1000)
  await eventually(() => queries() === 1, { what: 'the first is being sent' })
  refusals.count('JSON_INVALIDO', null)
  const stopped = refusals.stop()
  await holder.rows('commit')
  await stopped
  assert.equal(await client.value('select sum(total)::int from hub.integracao_recusa'), 2)
})

test('an answer does not wait for its refusal to be counted', async (t) => {
  const { ingress, client, post } = await openTestIngress(t)
  const holder = 'lock table hub.integracao_recusa in access exclusive mode'
  await client.rows('begin')
  await client.rows(holder)
  assert.equal((await post(envelope(), { secret: 'outro' })).status, 401)
  await client.rows('commit')
  await ingress.stop()
  assert.equal(await client.value('select sum(total)::int from hub.integracao_recusa'), 1)
})
