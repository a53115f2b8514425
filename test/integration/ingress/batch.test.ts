/**
 * Concurrent requests share transactions, and share nothing else: not a failure, not an answer. A held release lock
 * keeps two batches on their way, so that what arrives meanwhile is seen to gather.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createAppender } from '../../../src/ingress/store/appender.ts'
import type { ValidEvent } from '../../../src/ingress/store/event-store.ts'
import { eventually } from '../../support/eventually.ts'
import { holdAppends } from '../../support/database/hold-appends.ts'
import type { SqlClient } from '../../support/database/sql-client.ts'
import { envelope, openTestIngress, type TestIngress } from '../../support/ingress/test-ingress.ts'

interface HeldIngress extends TestIngress {
  /** Resolves when so many batches wait for the lock. */
  readonly waiting: (batches: number) => Promise<unknown>
  readonly release: () => Promise<unknown>
}

/** Every append waits until `release`. */
async function openHeldIngress(t: TestContext): Promise<HeldIngress> {
  const opened = await openTestIngress(t)
  await opened.post(envelope({ externalId: 'antes' }))
  const release = await holdAppends(t, opened)
  return {
    ...opened,
    waiting: (batches) =>
      eventually(
        async () =>
          (await opened.client.value<number>(
            `select count(*)::int from pg_locks where locktype = 'advisory' and not granted
              and database = (select oid from pg_database where datname = current_database())`,
          )) === batches,
        { what: `${batches} batches wait for the lock` },
      ),
    release,
  }
}

async function transactions(client: SqlClient): Promise<number[]> {
  const rows = await client.rows<{ total: number }>(
    `select count(*)::int as total
    from hub.integracao_outbox as o
    join hub.integracao_evento as e on e.id = o.evento_id and e.xmin = o.xmin
    where e.external_id <> 'antes'
    group by o.xmin
    order by total`,
  )
  return rows.map(({ total }) => total)
}

const log = createLogger({ level: 'silent' })

function event(externalId: string): ValidEvent {
  return {
    canal: 'ML',
    tenantId: 123,
    externalId,
    tipo: 'ORDER_UPDATED',
    versao: 1,
    payload: {},
    traceId: '00000000-0000-4000-8000-000000000000',
    origem: 'WEBHOOK',
    conferencia: 'HMAC',
    ignorar: false,
  }
}

const order = (externalId: string | number) => envelope({ externalId: String(externalId) })

test('requests that arrive while batches are on their way share the next transaction', async (t) => {
  const { pool, client, waiting, release } = await openHeldIngress(t)
  const appender = createAppender({ pool, log, clock: systemClock })
  const early = [appender.append([event('1')]), appender.append([event('2')])]
  await waiting(2)
  const late = Array.from({ length: 40 }, (_, n) => appender.append([event(`t${n}`)]))
  await release()
  const stored = (await Promise.all([...early, ...late])).flat()
  assert.ok(stored.every((each) => each?.status === 'RECEBIDO'))
  assert.deepEqual(await transactions(client), [1, 1, 40])
})

test('a burst of webhooks takes far fewer transactions than requests, each event with its outbox row', async (t) => {
  const { post, client, waiting, release } = await openHeldIngress(t)
  const burst = Array.from({ length: 100 }, (_, n) => post(order(n)))
  await waiting(2)
  await release()
  const answers = await Promise.all(burst)
  assert.ok(answers.every(({ status, json }) => status === 202 && json.status === 'RECEBIDO'))
  const sizes = await transactions(client)
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    100,
  )
  assert.ok(sizes.length <= 20, `it took ${sizes.length}: ${sizes.join()}`)
})

test('each of the requests that share a transaction gets the answer to its own event', async (t) => {
  const { post, client, waiting, release } = await openHeldIngress(t)
  const early = [post(order('1')), post(order('2'))]
  await waiting(2)
  const bodies = [
    order('A'),
    { eventos: [order('B'), order('A'), envelope({ versao: 'x' }), order('C')] },
    order('B'),
    envelope({ externalId: 'D', tipo: 'NOVIDADE' }),
  ]
  const late = bodies.map((body) => post(body))
  await release()
  await Promise.all(early)
  const [a, list, b, d] = (await Promise.all(late)).map(({ json }) => json)
  assert.deepEqual(
    [a?.status, list?.eventos.map(({ status }) => status), b?.status, d?.status],
    ['RECEBIDO', ['RECEBIDO', 'DUPLICADO', 'RECUSADO', 'RECEBIDO'], 'DUPLICADO', 'IGNORADO'],
  )
  const ids = [a, list?.eventos[0], list?.eventos[1], list?.eventos[3], b, d].map(
    (e) => e?.eventoId,
  )
  const names: unknown[] = []
  for (const id of ids) {
    names.push(
      await client.value('select external_id from hub.integracao_evento where id = $1', [id]),
    )
  }
  assert.deepEqual(names, ['A', 'B', 'A', 'C', 'B', 'D'])
})

test('an event that the database refuses never fails its neighbours in a shared batch', async (t) => {
  const { post, client, waiting, release, logged } = await openHeldIngress(t)
  await client.rows(`alter table hub.integracao_evento add check (external_id <> 'VENENO')`)
  const early = [post(order('1')), post(order('2'))]
  await waiting(2)
  const late = Array.from({ length: 30 }, (_, n) => post(order(n === 17 ? 'VENENO' : `t${n}`)))
  const list = post({ eventos: [order('x'), order('VENENO'), order('y')] })
  await release()
  await Promise.all(early)
  const answers = await Promise.all(late)
  for (const [n, answer] of answers.entries()) {
    assert.equal(answer.status, n === 17 ? 503 : 202, `request ${n}`)
  }
  assert.ok(answers[17]?.headers.get('retry-after'), 'it may come again')
  const listed = await list
  assert.equal(listed.status, 202)
  assert.deepEqual(
    listed.json.eventos.map(({ status }) => status),
    ['RECEBIDO', 'RECUSADO', 'RECEBIDO'],
  )
  assert.equal(listed.text.includes('VENENO'), false)
  assert.equal(logged.join('').includes('VENENO'), false)
  const sizes = await transactions(client)
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    33,
  )
  assert.ok(
    sizes.some((size) => size > 1),
    'the others still share',
  )
})

test('an idle ingress stores at once: the query is sent before append has returned', async (t) => {
  const { pool } = await openTestIngress(t)
  let sent = 0
  const watched = new Proxy(pool, {
    get: (target, name) => {
      if (name === 'query') sent += 1
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
  const appender = createAppender({ pool: watched, log, clock: systemClock })
  const appended = appender.append([event('1')])
  assert.equal(sent, 1)
  assert.equal((await appended)[0]?.status, 'RECEBIDO')
})

test('a list longer than a batch is stored whole', async (t) => {
  const { post, client } = await openTestIngress(t)
  const answer = await post({ eventos: Array.from({ length: 500 }, (_, n) => order(n)) })
  assert.equal(answer.status, 202)
  assert.equal(answer.json.eventos.length, 500)
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 500)
  const names = await client.rows<{ n: string }>(
    'select external_id as n from hub.integracao_evento order by id',
  )
  assert.deepEqual(
    names.map(({ n }) => n),
    Array.from({ length: 500 }, (_, n) => String(n)),
  )
})

test('an appender that is being stopped finishes what it took and takes no more', async (t) => {
  const { post, ingress, client, waiting, release } = await openHeldIngress(t)
  const taken = [post(order('1')), post(order('2')), post(order('3'))]
  await waiting(2)
  const stopped = ingress.stop()
  const after = await post(order('4'))
  assert.equal(after.status, 503)
  const first = await Promise.race([
    stopped.then(() => 'stopped'),
    client.value<string>(`select 'still waiting'`),
  ])
  assert.equal(first, 'still waiting')
  await release()
  assert.ok((await Promise.all(taken)).every(({ status }) => status === 202))
  await stopped
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 4)
})

test('a request beyond the queue’s limit is refused at once, and may be sent again', async (t) => {
  const { pool, client, waiting, release } = await openHeldIngress(t)
  const log = { debug() {}, warn() {}, error() {} } as never
  const appender = createAppender({ pool, log, clock: systemClock, maxQueued: 2 })
  const onTheirWay = [appender.append([event('1')]), appender.append([event('2')])]
  await waiting(2)
  const queued = appender.append([event('3'), event('4')])
  await assert.rejects(appender.append([event('5')]), { code: 'unavailable', retryable: true })
  await release()
  assert.equal((await Promise.all([...onTheirWay, queued])).flat().length, 4)
  await appender.stop()
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 5)
})
