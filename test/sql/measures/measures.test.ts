/**
 * The measures: each minute is counted once however often it is asked for, a caller that may not see all tenants sees none of
 * their sums, histograms of any stretches add up, and old measures are deleted.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { latencyBucket } from '../../../src/ops/metrics/measures.ts'
import { testDatabase } from '../../support/database/database.ts'
import { backoff, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

const START = Date.parse('2026-03-02T12:00:00Z')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** `minutes` after noon, a little into the minute. */
const at = (minutes: number) => new Date(START + minutes * MINUTE + 7000)

interface House {
  readonly url: string
  readonly sql: SqlClient
  readonly append: (minute: number, ...events: readonly object[]) => Promise<void>
  /** What is there, in its order; the sums of all tenants first. */
  readonly measured: (passo: number) => Promise<Record<string, unknown>[]>
  readonly measure: (minute: number) => Promise<number>
}

async function open(t: TestContext): Promise<House> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  for (const tenant of [123, 124]) await prepareTenant(sql, tenant)
  const usual = {
    canal: 'ML',
    tenantId: 123,
    tipo: 'ORDER_CREATED',
    versao: 1,
    payload: readyPayload,
  }
  return {
    url,
    sql,
    append: async (minute, ...events) => {
      const all = JSON.stringify(events.map((event) => ({ ...usual, ...event })))
      await sql.rows('select from ingress.append_events($1, $2)', [all, at(minute)])
    },
    measured: (passo) =>
      sql.rows(
        `select
           extract(epoch from inicio - $2::timestamptz)::int / 60 as minuto, tenant_id, recebidos, duplicados,
           processados, erros, mortos, avisados, achados
         from hub.medida
         where passo = $1
           and (tenant_id is not null or recebidos + processados + erros + avisados + achados > 0)
         order by inicio, tenant_id nulls first`,
        [passo, new Date(START)],
      ),
    measure: (minute) => sql.value('select measures.measure($1)', [at(minute)]),
  }
}

const counts = {
  recebidos: 0,
  duplicados: 0,
  processados: 0,
  erros: 0,
  mortos: 0,
  avisados: 0,
  achados: 0,
}

test('a minute is counted once, however often it is asked for, and what was committed late is counted too', async (t) => {
  const { append, measure, measured } = await open(t)
  await append(0, { externalId: 'A' }, { externalId: 'B' }, { externalId: 'C', tenantId: 124 })
  await append(0, { externalId: 'A' })
  assert.equal(await measure(1), 3)
  const once = await measured(1)
  assert.deepEqual(once, [
    { ...counts, minuto: 0, tenant_id: null, recebidos: 4, duplicados: 1 },
    { ...counts, minuto: 0, tenant_id: '123', recebidos: 3, duplicados: 1 },
    { ...counts, minuto: 0, tenant_id: '124', recebidos: 1 },
  ])
  await measure(1)
  assert.deepEqual(await measured(1), once)
  assert.deepEqual(await measured(60), once, 'the hour is the sum of its minutes')

  // Committed after its minute had been counted.
  await append(0, { externalId: 'D' })
  await measure(2)
  const [all, own] = await measured(1)
  assert.deepEqual([all?.['recebidos'], own?.['recebidos']], [5, 4])
  const [hour] = await measured(60)
  assert.equal(hour?.['recebidos'], 5)
})

test('failed attempts, last ones among them, and what the webhook had lost are counted by tenant', async (t) => {
  const { append, measure, sql } = await open(t)
  const notified = (externalId: string, origem: string, more = {}) => ({
    externalId,
    origem,
    tipo: 'NOTIFICACAO',
    recurso: externalId,
    payload: { topico: 'orders_v2' },
    versao: null,
    marca: 'm1',
    ...more,
  })
  await append(
    0,
    notified('/orders/1', 'WEBHOOK'),
    notified('/orders/2', 'WEBHOOK', { tenantId: 124 }),
    notified('/orders/3', 'MISSED_FEEDS'),
    notified('/orders/4', 'VARREDURA'),
    notified('/orders/5', 'ABERTOS', { tenantId: 124 }),
  )
  // Told again by the synchronisation, after the webhook had: not lost.
  await append(0, notified('/orders/1', 'MISSED_FEEDS'))
  await append(0, { externalId: 'Q', payload: { ...readyPayload, volume: { peso: 'muito' } } })
  // Tried again after half a minute, two and ten.
  for (const minute of [0, 1, 4, 15]) {
    await sql.rows(`select from relay.poll('teste', $1::interval[], $2)`, [backoff, at(minute)])
    await sql.rows(`select from relay.step(500, 'teste', $1::interval[], $2)`, [
      backoff,
      at(minute),
    ])
  }
  await measure(1)
  while ((await measure(16)) === 10) continue
  const of = (name: string) =>
    sql.rows(
      `select coalesce(tenant_id::text, 'todos') as de, sum(${name})::int as n from hub.medida
       where passo = 1 and ${name} > 0 group by 1 order by 1`,
    )
  assert.deepEqual(await of('erros'), [
    { de: '123', n: 4 },
    { de: 'todos', n: 4 },
  ])
  assert.deepEqual(await of('mortos'), [
    { de: '123', n: 1 },
    { de: 'todos', n: 1 },
  ])
  assert.deepEqual(await of('avisados'), [
    { de: '123', n: 1 },
    { de: '124', n: 1 },
    { de: 'todos', n: 2 },
  ])
  assert.deepEqual(await of('achados'), [
    { de: '123', n: 2 },
    { de: '124', n: 1 },
    { de: 'todos', n: 3 },
  ])
})

test('minutes that nobody counted are made up for, ten at a time, and no longer back than six hours', async (t) => {
  const { append, measure, measured } = await open(t)
  await measure(0)
  for (const minute of [5, 15, 25]) await append(minute, { externalId: `E${minute}` })
  const found = async () => (await measured(1)).filter((row) => row['tenant_id'] === null)
  const minutes = async () => (await found()).map((row) => row['minuto'])
  assert.equal(await measure(30), 10)
  assert.deepEqual(await minutes(), [5])
  while ((await measure(30)) === 10) continue
  assert.deepEqual(await minutes(), [5, 15, 25])

  await append(60, { externalId: 'too long ago' })
  await append(9 * 60 + 30, { externalId: 'not too long ago' })
  while ((await measure(10 * 60)) === 10) continue
  assert.deepEqual(await minutes(), [5, 15, 25, 9 * 60 + 30])
})

test('one process counts at a time: the others are told so, and wait for nothing', async (t) => {
  const { url, sql, measure } = await open(t)
  const other = await sqlClient(t, url)
  await other.rows('begin')
  assert.ok((await other.value<number>('select measures.measure($1)', [at(1)])) > 0)
  await sql.rows(`set statement_timeout = '5s'`)
  assert.equal(await measure(1), 0)
  await other.rows('commit')
  assert.ok((await measure(1)) > 0)
})

test('a caller that may not see all tenants sees the measures of their own and no sums of all', async (t) => {
  const { append, measure, sql, url } = await open(t)
  await append(0, { externalId: 'A' }, { externalId: 'B', tenantId: 124 })
  await sql.rows(`select measures.add_processed('{123,124,124}', '{4,4,6}', '{1,2,3}', $1)`, [
    at(0),
  ])
  await measure(1)
  const eyes = await sqlClient(t, url)
  await eyes.rows('set role hub_service')
  const seen = async (tenants: string, asked: string | null) => {
    await eyes.rows(`select set_config('hub.tenants', $1, false)`, [tenants])
    const [row] = await eyes.rows(
      `select
         (select array_agg(distinct coalesce(tenant_id::text, 'todos')) from hub.medida) as linhas,
         (select sum(total)::int from hub.medida_latencia) as latencias,
         n.recebidos::int, n.processados::int, n.p99_ms is not null as tem_p99,
         (select sum(s.processados)::int
          from measures.panel_series($1, $2::timestamptz - interval '10 min 7 s', $2, '1 minute') as s) as serie
       from measures.panel_now($1, '1 hour', $2) as n`,
      [asked, at(10)],
    )
    return row
  }
  const nothing = { recebidos: null, processados: null, tem_p99: false, serie: 0 }
  const first = { recebidos: 1, processados: 1, tem_p99: true, serie: 1 }
  assert.deepEqual(await seen('*', null), {
    linhas: ['123', '124', 'todos'],
    latencias: 2 * (1 + 5 + 6),
    recebidos: 2,
    processados: 6,
    tem_p99: true,
    serie: 6,
  })
  const own = { linhas: ['123'], latencias: 2 }
  assert.deepEqual(await seen('{123}', '{123}'), { ...own, ...first })
  assert.deepEqual(await seen('{123}', '{123,124}'), { ...own, ...first })
  assert.deepEqual(await seen('{123}', null), { ...own, ...nothing })
  assert.deepEqual(await seen('', null), { linhas: null, latencias: null, ...nothing })
})

test('histograms of any stretches and tenants add up: no percentile is off by more than a bucket', async (t) => {
  const { measure, sql } = await open(t)
  let seed = 42
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const values: number[] = []
  for (let minute = 0; minute < 50; minute += 5) {
    // Each minute is ten times slower or faster than another.
    const own = Array.from(
      { length: 200 },
      () => 1 + 10 ** (1 + 3 * random() * random() + (minute % 2)),
    )
    values.push(...own)
    await sql.rows('select measures.add_processed($1, $2, $3, $4)', [
      own.map((_, n) => 123 + (n % 2)),
      own.map(latencyBucket),
      own.map(() => 1),
      at(minute),
    ])
    await sql.rows('select measures.add_answers($1, $2, $3, $4)', [
      own.map(latencyBucket).filter((balde, n, all) => all.indexOf(balde) === n),
      [...new Set(own.map(latencyBucket))].map(
        (balde) => own.filter((ms) => latencyBucket(ms) === balde).length,
      ),
      [...new Set(own.map(latencyBucket))].map(
        (balde) => own.filter((ms) => latencyBucket(ms) === balde && ms > 500).length,
      ),
      at(minute),
    ])
    await measure(minute + 5)
  }
  values.sort((a, b) => a - b)
  const truth = (part: number) => values[Math.ceil(part * values.length) - 1] ?? 0
  const [now] = await sql.rows<Record<string, number>>(
    `select p50_ms, p99_ms, resposta_p99_ms, acima_500::int, respostas::int from measures.panel_now(null, '1 hour', $1)`,
    [at(60)],
  )
  const [hour] = await sql.rows<Record<string, number>>(
    `select p50_ms, p99_ms, resposta_p99_ms, acima_500::int, respostas::int
     from measures.panel_series(null, $1, $1::timestamptz + interval '1 hour', '1 hour')`,
    [new Date(START)],
  )
  const [both] = await sql.rows<Record<string, number>>(
    `select p50_ms, p99_ms from measures.panel_now('{123,124}', '1 hour', $1)`,
    [at(60)],
  )
  assert.deepEqual(hour, now, 'an hour is what its minutes are')
  assert.deepEqual(both, { p50_ms: now?.['p50_ms'], p99_ms: now?.['p99_ms'] })
  assert.equal(now?.['respostas'], values.length)
  assert.equal(now?.['acima_500'], values.filter((ms) => ms > 500).length)
  for (const [name, part] of [
    ['p50_ms', 0.5],
    ['p99_ms', 0.99],
    ['resposta_p99_ms', 0.99],
  ] as const) {
    const ratio: number = (now?.[name] ?? 0) / truth(part)
    assert.ok(ratio > 1 / Math.SQRT2 && ratio < Math.SQRT2, `${name}: ${ratio}`)
  }
})

test('an event that somebody asked for again is counted, and its age is in no percentile', async (t) => {
  const { sql } = await open(t)
  await sql.rows(`select measures.add_processed('{123}', '{null}', '{2}', $1)`, [at(0)])
  const read = () =>
    sql.rows(`select processados::int, p50_ms from measures.panel_now(null, '1 hour', $1)`, [at(1)])
  assert.deepEqual(await read(), [{ processados: 2, p50_ms: null }])
  await sql.rows(`select measures.add_processed('{123}', '{8}', '{1}', $1)`, [at(0)])
  const [row] = await read()
  assert.equal(row?.['processados'], 3)
  assert.ok(Number(row?.['p50_ms']) > 11 && Number(row?.['p50_ms']) <= 16)
})

test('minutes are kept for three days and hours for a hundred', async (t) => {
  const { measure, sql } = await open(t)
  const days = [0.5, 2.9, 3.1, 99, 101]
  for (const passo of [1, 60]) {
    for (const day of days) {
      const inicio = new Date(START - day * DAY)
      await sql.rows('insert into hub.medida (passo, inicio, tenant_id) values ($1, $2, 123)', [
        passo,
        inicio,
      ])
      await sql.rows('insert into hub.medida_latencia values ($1, $2, 123, 3, 1)', [passo, inicio])
      await sql.rows('insert into hub.medida_resposta values ($1, $2, 3, 1, 0)', [passo, inicio])
    }
  }
  await measure(0)
  const left = (table: string) =>
    sql.rows(
      `select passo, (extract(epoch from $1::timestamptz - inicio) / 86400)::numeric(4, 1)::float as dias
       from hub.${table} where inicio < $1::timestamptz - interval '10 h' order by passo, inicio desc`,
      [new Date(START)],
    )
  const kept = [
    ...[0.5, 2.9].map((dias) => ({ passo: 1, dias })),
    ...[0.5, 2.9, 3.1, 99].map((dias) => ({ passo: 60, dias })),
  ]
  for (const table of ['medida', 'medida_latencia', 'medida_resposta']) {
    assert.deepEqual(await left(table), kept, table)
  }
})
