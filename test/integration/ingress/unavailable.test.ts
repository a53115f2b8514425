/** With the database away the sender is told to send again, and nothing is lost or half stored. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { eventually } from '../../support/eventually.ts'
import { handClock } from '../../support/hand-clock.ts'
import { holdAppends } from '../../support/database/hold-appends.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import {
  envelope,
  openTestIngress,
  type Answered,
  type TestIngress,
} from '../../support/ingress/test-ingress.ts'

const throwOut = `
  select pg_terminate_backend(a.pid)
  from pg_stat_activity as a
  where a.application_name = 'ingress' and a.datname = current_database()`

/** The database takes no new connections, and the ingress has lost its own. */
async function closeDatabase(
  t: TestContext,
  { client, url }: TestIngress,
): Promise<() => Promise<unknown>> {
  const maintenance = new URL(url)
  const name = maintenance.pathname.slice(1)
  maintenance.pathname = '/postgres'
  const admin = await sqlClient(t, maintenance.href)
  await admin.rows(`alter database ${name} with allow_connections false`)
  await client.rows(throwOut)
  return () => admin.rows(`alter database ${name} with allow_connections true`)
}

function assertComeAgain({ status, headers, json }: Answered): void {
  assert.equal(status, 503)
  assert.equal(json.codigo, 'indisponivel')
  assert.equal(headers.get('content-type'), 'application/problem+json')
  assert.match(headers.get('retry-after') ?? '', /^\d+$/)
}

test('with the database away every sender is answered 503 with Retry-After, and nothing is lost', async (t) => {
  const opened = await openTestIngress(t)
  const { post, client } = opened
  assert.equal((await post(envelope({ externalId: 'antes' }))).status, 202)
  const reopen = await closeDatabase(t, opened)
  assertComeAgain(await post(envelope()))
  assertComeAgain(await post({ eventos: [envelope(), envelope({ versao: 2 })] }))
  assertComeAgain(await post(envelope({ tenantId: 999 }), { tenantId: 999 }))
  await reopen()
  const again = await post(envelope())
  assert.deepEqual([again.status, again.json.status], [202, 'RECEBIDO'])
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 2)
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 2)
})

test('a refusal needs no database, and is counted once there is one again', async (t) => {
  const opened = await openTestIngress(t)
  const { post, client, ingress } = opened
  await post(envelope())
  const reopen = await closeDatabase(t, opened)
  assert.equal((await post(envelope(), { secret: 'outro' })).status, 401)
  assert.equal((await post('{')).status, 400)
  await eventually(() => opened.logged.some((line) => line.includes('refusals not counted yet')), {
    what: 'counting was tried in vain',
  })
  await reopen()
  await ingress.stop()
  assert.deepEqual(
    await client.rows(
      'select causa, sum(total)::int as total from hub.integracao_recusa group by 1 order by 1',
    ),
    [
      { causa: 'ASSINATURA_INVALIDA', total: 1 },
      { causa: 'JSON_INVALIDO', total: 1 },
    ],
  )
})

test('a connection lost in the middle of an append leaves nothing, and the event may come again', async (t) => {
  const opened = await openTestIngress(t)
  const { post, client } = opened
  await post(envelope({ externalId: 'antes' }))
  const release = await holdAppends(t, opened)
  const asked = post({ eventos: [envelope(), envelope({ versao: 2 })] })
  await eventually(
    () =>
      client.value<boolean>(
        `select exists (select from pg_stat_activity where application_name = 'ingress' and wait_event_type = 'Lock'
          and datname = current_database())`,
      ),
    { what: 'the append waits' },
  )
  await client.rows(throwOut)
  assertComeAgain(await asked)
  await release()
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 1)
  assert.equal((await post(envelope())).json.status, 'RECEBIDO')
})

test('a cancelled append is answered 503, and is not tried event by event', async (t) => {
  const opened = await openTestIngress(t)
  const { post, client, logged } = opened
  await post(envelope({ externalId: 'antes' }))
  const release = await holdAppends(t, opened)
  const asked = post({ eventos: Array.from({ length: 50 }, (_, n) => envelope({ versao: n })) })
  const pid = await eventually(
    () =>
      client.value<number>(
        `select min(pid) from pg_stat_activity where application_name = 'ingress' and wait_event_type = 'Lock'
          and datname = current_database()`,
      ),
    { what: 'the append waits' },
  )
  await client.rows('select pg_cancel_backend($1)', [pid])
  assertComeAgain(await asked)
  assert.equal(logged.filter((line) => line.includes('events not stored')).length, 1)
  await release()
})

const CAMINHO = 'endereco-que-ninguem-adivinha'

/** A connector that notifications reach, too. */
async function openBoth(t: TestContext) {
  const opened = await openTestIngress(t)
  const { client, ingress } = opened
  await client.rows(`select connectors.save_connector(123, 'ML', '77', '55', '999', 'teste')`)
  await client.rows(
    `insert into hub.integracao_aplicacao (canal, client_id, caminho) values ('ML', '77', $1)
     on conflict (canal, client_id) do update set caminho = excluded.caminho`,
    [CAMINHO],
  )
  let sent = 0
  const notify = async () => {
    const response = await ingress.app.request(`/api/integracoes/ml/webhook/${CAMINHO}`, {
      method: 'POST',
      body: JSON.stringify({
        _id: `n-${(sent += 1)}`,
        resource: `/orders/${sent}`,
        topic: 'orders_v2',
        user_id: 999,
        application_id: 55,
      }),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return { ...opened, notify }
}

const NEEDED = [
  'integracao_conector',
  'integracao_aplicacao',
  'conector_segredo',
  'tenant_flag',
  'idempotencia',
  'integracao_evento',
  'integracao_outbox',
] as const

test('a lock that somebody else holds is answered 503 within the time that a marketplace waits, by both forms', async (t) => {
  const { post, notify, client, url, pool } = await openBoth(t)
  const holder = await sqlClient(t, url)
  const forms = {
    post: async () => await post(envelope({ externalId: `E-${Math.random()}` })),
    notify,
  }
  const needs: Record<string, string[]> = {
    integracao_aplicacao: ['notify'],
    conector_segredo: ['post'],
  }
  for (const tabela of NEEDED) {
    await holder.rows('begin')
    await holder.rows(`lock table hub.${tabela} in access exclusive mode`)
    for (const [form, send] of Object.entries(forms)) {
      if (needs[tabela]?.includes(form) === false) continue
      let best = Number.POSITIVE_INFINITY
      // The connector is cached for three seconds. Until then a lock on it is not met.
      await eventually(
        async () => {
          const startedAt = performance.now()
          const answers = await Promise.all([send(), send(), send()])
          best = Math.min(best, performance.now() - startedAt)
          for (const { status, headers } of answers)
            if (status === 503) assert.match(headers.get('retry-after') ?? '', /^\d+$/)
          return answers.every(({ status }) => status === 503) && best < 500
        },
        { what: `${form} with ${tabela} locked is answered 503 in time`, timeoutMs: 20_000 },
      )
    }
    // Answers in time do not leave their work behind: it would keep the connections from others.
    await eventually(() => pool.waitingCount === 0, {
      what: `nobody waits for a connection while ${tabela} stays locked`,
    })
    await holder.rows('commit')
    await eventually(
      async () => (await post(envelope({ externalId: `D-${tabela}` }))).status === 202,
      {
        what: `webhooks are taken again when ${tabela} is free`,
      },
    )
    await eventually(async () => (await notify()).status === 200, {
      what: `notifications are taken again when ${tabela} is free`,
    })
  }
  assert.equal(
    await client.value(
      `select count(*)::int from hub.integracao_evento as e
       where not exists (select from hub.integracao_outbox as o where o.id = e.id)`,
    ),
    0,
  )
})

test('an event whose key another transaction is storing fails alone: the others of its batch are stored', async (t) => {
  // The time in which a marketplace must be answered does not run.
  const { post, client, url } = await openTestIngress(t, { clock: handClock() })
  const holder = await sqlClient(t, url)
  await post(envelope({ externalId: 'antes' }))
  await holder.rows('begin')
  await holder.rows(
    `select ingress.append_events('[{"canal":"ML","tenantId":123,"externalId":"PRESO","tipo":"ORDER_CREATED","versao":1,"payload":{}}]')`,
  )
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      post(envelope({ externalId: n === 13 ? 'PRESO' : `LIVRE-${n}` })),
    ),
  )
  const statuses = Map.groupBy(answers, ({ status }) => status)
  assert.deepEqual([statuses.get(503)?.length, statuses.get(202)?.length], [1, 19])
  await holder.rows('commit')
  assert.equal((await post(envelope({ externalId: 'PRESO' }))).json.status, 'DUPLICADO')
  assert.equal(await client.value('select count(*)::int from hub.idempotencia'), 21)
})
