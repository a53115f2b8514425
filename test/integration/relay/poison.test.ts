/** No poison event stops the others: what becomes of a row that fails, or that kills each step which holds it. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { testRelay } from '../../support/relay/test-relay.ts'

async function hub(t: TestContext): Promise<{ url: string; sql: SqlClient }> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  return { url, sql }
}

/** A transaction that writes the order VENENO runs `body` first. */
async function poison(sql: SqlClient, body: string): Promise<void> {
  await sql.rows(`
    create function public.veneno() returns trigger language plpgsql as $$ begin ${body} return new; end $$;
    create trigger veneno before insert or update on hub.pedido
    for each row when (new.external_id = 'VENENO') execute function public.veneno()`)
}

/** `count` orders, of which one in the middle is VENENO. */
async function appendAround(sql: SqlClient, count: number): Promise<string> {
  const names = Array.from({ length: count }, (_, n) =>
    n === count >> 1 ? 'VENENO' : `PEDIDO-${n}`,
  )
  const stored = await append(
    sql,
    names.map((externalId) => ({ externalId, payload: readyPayload })),
  )
  return stored[count >> 1]!.id
}

async function doneButPoison(sql: SqlClient, count: number): Promise<void> {
  await eventually(
    async () =>
      (await sql.value<string>(
        `select count(*) from hub.integracao_evento where status = 'PROCESSADO'`,
      )) === String(count - 1),
    { what: 'every neighbour of the poison row is done', timeoutMs: 20_000 },
  )
}

interface Row {
  readonly [column: string]: unknown
  readonly status: string
  readonly motivo: string | null
  readonly tentativas: number
  readonly adiamentos: number
  readonly espera: number | null
  readonly ultimo_erro: string | null
}

async function rowOf(sql: SqlClient, id: string): Promise<Row | undefined> {
  const [row] = await sql.rows<Row>(
    `select o.status, o.motivo, o.tentativas, o.adiamentos, o.ultimo_erro,
      extract(epoch from o.proxima_tentativa_em - t.em)::float8 as espera
    from hub.integracao_outbox as o
    left join lateral (
      select em from hub.evento_tentativa where evento_id = o.id order by id desc limit 1
    ) as t on true
    where o.id = $1`,
    [id],
  )
  return row
}

const due = 'update hub.integracao_outbox set proxima_tentativa_em = now() where id = $1'

test('a poison row among 200 is isolated in its step and its 199 neighbours are done', async (t) => {
  const { url, sql } = await hub(t)
  await poison(sql, `raise exception 'veneno';`)
  const id = await appendAround(sql, 200)
  const relay = testRelay(t, url, { settings: { batch: 200, workers: 1 } })
  await doneButPoison(sql, 200)
  const row = await rowOf(sql, id)
  assert.deepEqual([row?.status, row?.motivo, row?.tentativas], ['AGUARDANDO', 'RETRY', 1])
  const total = (count: 'claimed' | 'finished' | 'failed') =>
    relay.steps.reduce((sum, step) => sum + step[count], 0)
  await eventually(() => total('claimed') === 200, { what: 'its steps are reported' })
  assert.equal(total('finished'), 199)
  assert.equal(total('failed'), 1)
  assert.ok(relay.steps.length <= 2, 'nobody was tried a second time')
  const line = relay.lines.find(({ msg }) => msg === 'event postponed')
  assert.deepEqual(
    [line?.level, line?.['eventId'], line?.['sqlstate']],
    ['warn', id, 'P0001'],
    'and the log names it',
  )
  assert.ok(line?.['traceId'])
  assert.equal(line['tenant'], 123)
})

test('a poison row is tried after 30 s, 2 min and 10 min, then MORTO, and requeued by reprocess', async (t) => {
  const { url, sql } = await hub(t)
  await poison(sql, `raise exception 'veneno';`)
  const id = await appendAround(sql, 3)
  const relay = testRelay(t, url)
  for (const [attempt, seconds] of [30, 120, 600].entries()) {
    const row = await eventually(
      async () => {
        const seen = await rowOf(sql, id)
        return seen?.status === 'AGUARDANDO' && seen.tentativas === attempt + 1 ? seen : null
      },
      { what: `attempt ${attempt + 1} has failed` },
    )
    const wait = row.espera ?? 0
    assert.ok(wait >= seconds * 0.9 && wait <= seconds * 1.1, `${wait} s is about ${seconds} s`)
    assert.equal(await sql.value(`select status from ops.evento where id = ${id}`), 'ERRO')
    await sql.rows(due, [id])
  }
  await eventually(async () => (await rowOf(sql, id))?.status === 'MORTO', { what: 'it is MORTO' })
  assert.equal(await sql.value(`select status from ops.evento where id = ${id}`), 'MORTO')
  assert.deepEqual(
    (await sql.rows(`select resultado from ops.tentativa where evento_id = ${id} order by id`)).map(
      ({ resultado }) => resultado,
    ),
    ['ERRO', 'ERRO', 'ERRO', 'MORTO'],
  )
  const line = await eventually(() => relay.lines.find(({ msg }) => msg === 'event died'), {
    what: 'the death is logged',
  })
  assert.deepEqual([line.level, line['eventId']], ['error', id])

  await sql.rows('drop trigger veneno on hub.pedido')
  await sql.rows(`select relay.reprocess(${id}, 'gatilho corrigido', 'teste')`)
  await eventually(
    async () =>
      (await sql.value(`select status from ops.evento where id = ${id}`)) === 'REPROCESSADO',
    { what: 'the dead row is done after all' },
  )
  assert.equal(await rowOf(sql, id), undefined)
})

test('55P03: an order that somebody has locked postpones its event without spending an attempt', async (t) => {
  const { url, sql } = await hub(t)
  await append(sql, [{ externalId: 'VENENO', payload: readyPayload }])
  const relay = testRelay(t, url, { settings: { lockTimeoutMs: 50 } })
  await eventually(
    () =>
      sql.value(`select exists (select from hub.integracao_evento where status = 'PROCESSADO')`),
    { what: 'the order is there' },
  )
  const dba = await sqlClient(t, url)
  await dba.rows('begin')
  await dba.rows(`select from hub.pedido where external_id = 'VENENO' for update`)
  const [held] = await append(sql, [
    { externalId: 'VENENO', versao: 2, tipo: 'ORDER_UPDATED', payload: { etiqueta: 'BR2' } },
    { externalId: 'OUTRO', payload: readyPayload },
  ])
  const row = await eventually(
    async () => {
      const seen = await rowOf(sql, held!.id)
      return seen?.status === 'AGUARDANDO' ? seen : null
    },
    { what: 'the event of the held order waits' },
  )
  assert.deepEqual([row.motivo, row.tentativas, row.adiamentos], ['ADIADO', 0, 1])
  await eventually(
    () => sql.value(`select exists (select from hub.pedido where external_id = 'OUTRO')`),
    { what: 'the other order went on' },
  )
  await eventually(() => relay.lines.some(({ sqlstate }) => sqlstate === '55P03'), {
    what: 'the log names the cause',
  })
  await dba.rows('rollback')
  await sql.rows(due, [held!.id])
  await eventually(async () => (await rowOf(sql, held!.id)) === undefined, {
    what: 'it is done once the order is free',
  })
})

test('57014: a row that runs into the time limit each time is the only one that is charged', async (t) => {
  const { url, sql } = await hub(t)
  await poison(sql, `perform pg_sleep(60);`)
  const id = await appendAround(sql, 9)
  const relay = testRelay(t, url, {
    settings: { batch: 8, workers: 1, statementTimeoutMs: 500, lockTimeoutMs: 100 },
  })
  await doneButPoison(sql, 9)
  const row = await eventually(
    async () => {
      const seen = await rowOf(sql, id)
      return seen?.status === 'AGUARDANDO' ? seen : null
    },
    { what: 'the poison row has its verdict' },
  )
  assert.deepEqual([row.motivo, row.tentativas, row.adiamentos], ['RETRY', 1, 0])
  assert.match(row.ultimo_erro ?? '', /passou do limite de 0.5 s/)
  assert.deepEqual(
    await sql.rows(`select evento_id, sqlstate from ops.tentativa`),
    [{ evento_id: id, sqlstate: '57014' }],
    'nobody else was charged',
  )
  const limits = relay.lines.filter(({ msg }) => msg === 'step failed').map(({ limit }) => limit)
  // On a slow machine a step of one size may die twice.
  assert.deepEqual([...new Set(limits)].slice(-3), [4, 2, 1], 'the batch halved at each death')
  const died = await eventually(
    () => relay.lines.find(({ msg }) => msg === 'quarantined event failed'),
    {
      what: 'the charge is logged',
    },
  )
  assert.deepEqual([died['eventId'], died['sqlstate'], died.level], [id, '57014', 'warn'])

  await append(
    sql,
    Array.from({ length: 40 }, (_, n) => ({ externalId: `DEPOIS-${n}`, payload: readyPayload })),
  )
  await eventually(
    () => sql.value(`select not exists (select from hub.integracao_outbox where id <> ${id})`),
    { what: 'later events are done' },
  )
  await eventually(() => relay.steps.some(({ claimed }) => claimed === 8), {
    what: 'the batch has grown back to its setting',
  })
})

test('57P01: a row whose step is killed each time is postponed, and does not stop the others', async (t) => {
  const { url, sql } = await hub(t)
  await poison(sql, `perform pg_terminate_backend(pg_backend_pid());`)
  await sql.rows('alter function public.veneno() security definer')
  const id = await appendAround(sql, 9)
  testRelay(t, url, { settings: { batch: 8 } })
  await doneButPoison(sql, 9)
  const row = await eventually(
    async () => {
      const seen = await rowOf(sql, id)
      return seen?.status === 'AGUARDANDO' ? seen : null
    },
    { what: 'the poison row waits' },
  )
  assert.deepEqual([row.motivo, row.tentativas], ['ADIADO', 0])
  assert.ok(row.adiamentos >= 1)
})
