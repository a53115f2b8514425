/**
 * search.find_events finds exactly what its filters name, whatever short cut it takes, and reads little of what is stored.
 * The measure is rows and index entries read, which does not depend on the machine.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload, step } from '../../support/relay/engine.ts'
import { connectSeller } from '../../support/marketplace/marketplace-seller.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

const STATUSES = [
  'RECEBIDO',
  'PROCESSADO',
  'REPROCESSADO',
  'DUPLICADO',
  'ERRO',
  'MORTO',
  'MAPEAMENTO',
  'ESTACIONADO',
  'IGNORADO',
]

async function open(t: TestContext): Promise<SqlClient> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  for (const tenant of [123, 124]) await prepareTenant(sql, tenant)
  return sql
}

/** Of both tenants, events in every status, each brought there by the routines that do so. */
async function everyStatus(sql: SqlClient): Promise<void> {
  await connectSeller(sql)
  for (const tenantId of [123, 124]) {
    const one = (externalId: string, payload: object = readyPayload) => ({
      externalId: `${externalId}-${tenantId}`,
      tenantId,
      payload: payload as Record<string, unknown>,
    })
    // Parked by its flag, then the others.
    await sql.rows(`select tenants.switch_flag($1, 'ML', false, 'teste')`, [tenantId])
    await append(sql, [one('PARADO')])
    await sql.rows(`select tenants.switch_flag($1, 'ML', true, 'teste')`, [tenantId])
    await sql.rows(
      `update hub.integracao_outbox set status = 'AGUARDANDO', motivo = 'ESTACIONADO'
       where tenant_id = $1 and status = 'PENDENTE'`,
      [tenantId],
    )
    await sql.rows(`update hub.integracao_evento set status = 'ESTACIONADO' where tenant_id = $1`, [
      tenantId,
    ])
    const broken = { ...readyPayload, volume: { peso: 'muito' } }
    const unmapped = { ...readyPayload, itens: [{ sku: 'NOVO', quantidade: 1 }] }
    const [again] = await append(sql, [one('OUTRA-VEZ')])
    await append(sql, [one('OUTRA-VEZ')])
    await append(sql, [one('FEITO'), one('SEM-MAPA', unmapped), one('QUEBRADO', broken)])
    await drain(sql)
    await sql.rows(`select relay.reprocess($1, 'teste', 'teste', null)`, [again?.id])
    await append(sql, [one('MORRE', broken)])
    await drain(sql)
    await sql.rows(
      `update hub.integracao_outbox set tentativas = 3, status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
       where id = (select id from hub.integracao_evento where external_id = $1)`,
      [`MORRE-${tenantId}`],
    )
    await drain(sql)
    // A dead event that a person gives up, one due again, and fetch requests: ignored, postponed, absorbed.
    const [gone] = await append(sql, [one('DESCARTADO', broken)])
    await drain(sql)
    await sql.rows(
      `update hub.integracao_outbox set status = 'MORTO', motivo = null, proxima_tentativa_em = null where id = $1`,
      [gone?.id],
    )
    await sql.rows(`update hub.integracao_evento set status = 'MORTO' where id = $1`, [gone?.id])
    await sql.rows(`select relay.discard($1, 'teste', 'teste')`, [gone?.id])
    await append(sql, [one('VENCIDO', broken)])
    await step(sql, 1)
    await sql.rows(
      `update hub.integracao_outbox set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
       where id = (select id from hub.integracao_evento where external_id = $1)`,
      [`VENCIDO-${tenantId}`],
    )
    const fetchRequest = (n: number, more: object = {}) => ({
      canal: 'ML',
      tenantId,
      externalId: '/orders/1',
      tipo: 'NOTIFICACAO',
      marca: `n${n}`,
      recurso: '/orders/1',
      payload: { topico: 'orders_v2' },
      ...more,
    })
    await sql.rows(`select from ingress.append_events($1)`, [
      JSON.stringify([
        fetchRequest(1),
        fetchRequest(2),
        fetchRequest(3),
        fetchRequest(4, { ignorar: true, recurso: null }),
      ]),
    ])
    await append(sql, [one('NOVO')])
  }
  // One of the fetch requests is kept, the others are absorbed; what is claimed is put off.
  const claimed = await sql.rows<{ id: string; lock_version: number }>(
    `select id, lock_version from mercado_livre.claim('teste', 1, '1 min')`,
  )
  for (const { id, lock_version } of claimed) {
    await sql.rows(
      `select mercado_livre.settle($1, $2, '[]', '[]', clock_timestamp() + interval '1 hour')`,
      [id, lock_version],
    )
  }
}

interface Page {
  readonly ids: string[]
  readonly proximo: string | null
}

async function page(sql: SqlClient, args: string): Promise<Page> {
  const [found] = await sql.rows<Page & Record<string, unknown>>(
    `select ids, proximo from search.find_events(${args})`,
  )
  return found!
}

/** All pages, one after the other. */
async function all(sql: SqlClient, args: string): Promise<string[]> {
  const ids: string[] = []
  let before: string | null = null
  do {
    const cursor: string = before === null ? '' : `, p_antes => ${before}`
    const found: Page = await page(sql, `p_limite => 3${cursor}${args === '' ? '' : `, ${args}`}`)
    ids.push(...found.ids)
    before = found.proximo
  } while (before !== null)
  return ids
}

const brute = (sql: SqlClient, where: string) =>
  sql.value<string[]>(
    `select array(select e.id::text from hub.integracao_evento as e where ${where} order by e.id desc)`,
  )

test('every status is found exactly, wherever it can be told from, in every scope', async (t) => {
  const sql = await open(t)
  await everyStatus(sql)
  const there = await sql.value<string[]>(
    'select array(select distinct status::text from hub.integracao_evento)',
  )
  assert.deepEqual([...there].sort(), [...STATUSES].sort(), 'an event in every status')
  await sql.rows('vacuum analyze hub.integracao_evento')
  await sql.rows('set role hub_service')
  const sets = STATUSES.flatMap((one, n) => [[one], [one, STATUSES[(n + 3) % 9]!]])
  for (const [scope, tenants, rows] of [
    ['*', '', 'true'],
    ['{124}', `, p_tenants => '{124}'`, 'e.tenant_id = 124'],
    ['*', `, p_tenants => '{123,999}'`, 'e.tenant_id in (123, 999)'],
    // A caller that may not see a tenant does not see it by naming it.
    ['{124}', `, p_tenants => '{123}'`, 'false'],
  ] as const) {
    await sql.rows(`select set_config('hub.tenants', $1, false)`, [scope])
    for (const set of sets) {
      const found = await all(sql, `p_status => '{${set.join()}}'${tenants}`)
      const wanted = await brute(sql, `e.status = any ('{${set.join()}}') and ${rows}`)
      assert.deepEqual(found, wanted, `${set.join()} for ${scope}${tenants}`)
    }
  }
})

test('each filter, and several at once, find exactly what they name', async (t) => {
  const sql = await open(t)
  await everyStatus(sql)
  const trace = await sql.value<string>(
    'select trace_id::text from hub.integracao_evento order by id limit 1',
  )
  const cases: readonly (readonly [args: string, where: string])[] = [
    ['', 'true'],
    [`p_canal => 'ML'`, `e.canal = 'ML'`],
    [`p_canal => 'XX'`, 'false'],
    [`p_tipo => '{NOTIFICACAO}'`, `e.tipo = 'NOTIFICACAO'`],
    [`p_tipo => '{NOTIFICACAO,LABEL_AVAILABLE}'`, `e.tipo in ('NOTIFICACAO', 'LABEL_AVAILABLE')`],
    [`p_origem => '{MANUAL}'`, `e.origem = 'MANUAL'`],
    [`p_external_id => 'OUTRA-VEZ-123'`, `e.external_id = 'OUTRA-VEZ-123'`],
    [
      `p_external_id => 'OUTRA-VEZ-123', p_tenants => '{124}'`,
      `e.external_id = 'OUTRA-VEZ-123' and e.tenant_id = 124`,
    ],
    [`p_trace_id => '${trace}'`, `e.trace_id = '${trace}'`],
    [
      `p_trace_id => '${trace}', p_external_id => 'OUTRO'`,
      `e.trace_id = '${trace}' and e.external_id = 'OUTRO'`,
    ],
    [
      `p_status => '{DUPLICADO}', p_tipo => '{NOTIFICACAO}', p_tenants => '{123}'`,
      `e.status = 'DUPLICADO' and e.tipo = 'NOTIFICACAO' and e.tenant_id = 123`,
    ],
  ]
  for (const [args, where] of cases) {
    assert.deepEqual(await all(sql, args), await brute(sql, where), args)
  }
})

test('a quiet time is found by its ids, with the events that had waited to be stored', async (t) => {
  const sql = await open(t)
  for (let hour = 0; hour < 48; hour++) {
    await sql.rows(`select from ingress.append_events($1, $2::timestamptz + $3 * interval '1 h')`, [
      JSON.stringify([
        {
          canal: 'ML',
          tenantId: 123,
          externalId: `H${hour}`,
          tipo: 'ORDER_CREATED',
          versao: 1,
          payload: {},
        },
      ]),
      '2026-03-10T00:00:00Z',
      hour,
    ])
  }
  // Its number was drawn long after it had come: the append had waited.
  await sql.rows(
    `update hub.integracao_evento set received_at = '2026-03-10T18:57:00Z' where external_id = 'H20'`,
  )
  for (const [from, to] of [
    ['2026-03-10T05:00:00Z', '2026-03-10T05:00:00Z'],
    ['2026-03-10T05:00:00Z', '2026-03-10T09:00:00Z'],
    ['2026-03-10T18:55:00Z', '2026-03-10T18:59:00Z'],
    ['2026-03-10T18:59:00Z', '2026-03-10T19:30:00Z'],
    ['2026-03-10T20:00:00Z', '2026-03-10T22:30:00Z'],
    ['2020-01-01T00:00:00Z', '2026-03-10T01:00:00Z'],
    ['2026-03-11T23:00:00Z', '2030-01-01T00:00:00Z'],
    ['2031-01-01T00:00:00Z', '2032-01-01T00:00:00Z'],
    ['1999-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
  ]) {
    assert.deepEqual(
      await all(sql, `p_de => '${from}', p_ate => '${to}'`),
      await brute(sql, `e.received_at >= '${from}' and e.received_at < '${to}'`),
      `${from} to ${to}`,
    )
  }
})

test('a search that runs out of time says where to go on, and in the end has found all', async (t) => {
  const sql = await open(t)
  const count = 30
  await append(
    sql,
    Array.from({ length: count }, (_, n) => ({ externalId: `E${n}` })),
  )
  // Numbers are also drawn for notices, and lost: gaps are no events.
  await sql.rows(`select setval('hub.integracao_evento_id_seq', 5000000)`)
  await append(
    sql,
    Array.from({ length: count }, (_, n) => ({ externalId: `F${n}` })),
  )
  const ids: string[] = []
  let pages = 0
  let before: string | null = null
  do {
    const cursor: string = before === null ? '' : `, p_antes => ${before}`
    const found: Page = await page(
      sql,
      `p_external_id => null, p_limite => 50, p_prazo => '0'${cursor}`,
    )
    ids.push(...found.ids)
    before = found.proximo
    pages++
  } while (before !== null)
  assert.deepEqual(ids, await brute(sql, 'true'))
  assert.ok(pages > 1, 'no page was cut short')
})

test('the update that finishes an event writes no index, and the event is still found', async (t) => {
  const sql = await open(t)
  await append(
    sql,
    Array.from({ length: 20 }, (_, n) => ({ externalId: `E${n}`, payload: readyPayload })),
  )
  await drain(sql)
  await sql.rows('select pg_stat_force_next_flush()')
  const [updates] = await sql.rows<{ all: number; hot: number }>(
    `select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_user_tables
     where schemaname = 'hub' and relname = 'integracao_evento'`,
  )
  assert.deepEqual(updates, { all: 20, hot: 20 })
})

const STORED = 60_000

/** Rows and index entries read by `look`, of the tables that are searched. */
async function read(sql: SqlClient, look: () => Promise<unknown>): Promise<number> {
  const sum = async () => {
    await sql.rows('select pg_stat_force_next_flush()')
    return sql.value<number>(
      `select (
         (select sum(idx_tup_read) from pg_stat_user_indexes where schemaname = 'hub')
         + (select sum(seq_tup_read) from pg_stat_user_tables where schemaname = 'hub')
       )::int`,
    )
  }
  const before = await sum()
  await look()
  return (await sum()) - before
}

test('rare events are found without reading the others', async (t) => {
  const sql = await open(t)
  // A vacuum would summarise the events by a scan that counts here.
  await sql.rows('alter table hub.integracao_evento set (autovacuum_enabled = off)')
  await sql.rows(`select tenants.save_tenant(125, 'Vazia', '', '', null, 'teste')`)
  await sql.rows(
    `insert into hub.integracao_evento (canal, tenant_id, external_id, tipo, payload_json, received_at, processed_at, status, versao, chave)
     select 'ML', 123, 'E' || n, 'ORDER_CREATED', '{}', timestamptz '2026-01-01' + n * interval '1 minute', now(), 'PROCESSADO', 1, 'E' || n
     from generate_series(1, $1::int) as n`,
    [STORED],
  )
  await sql.rows(
    `update hub.integracao_evento
     set status = 'REPROCESSADO', reprocess_count = 1 where external_id in ('E100', 'E200')`,
  )
  await sql.rows(
    `update hub.integracao_evento set status = 'IGNORADO', ignorado = true where external_id = 'E300'`,
  )
  await sql.rows(
    `update hub.integracao_evento set tenant_id = 124 where external_id in ('E400', 'E500')`,
  )
  await sql.rows(
    `insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, status, motivo)
     select e.id, e.id, 123, 'ML', 'PROCESSAR',
       case e.external_id when 'E600' then 'MORTO' else 'AGUARDANDO' end, case e.external_id when 'E700' then 'RETRY' end
     from hub.integracao_evento as e
     where e.external_id in ('E600', 'E700')`,
  )
  await sql.rows(
    `update hub.integracao_evento as e set status = case e.external_id when 'E600' then 'MORTO' else 'ERRO' end
     where e.external_id in ('E600', 'E700')`,
  )
  await sql.rows('vacuum analyze hub.integracao_evento')
  const trace = await sql.value<string>(
    `select trace_id::text from hub.integracao_evento where external_id = 'E800'`,
  )
  await sql.rows(`set role hub_service`)
  await sql.rows(`select set_config('hub.tenants', '*', false)`)
  // A summary stands for 64 pages, whose rows are looked at where it is met; one more may be met by mistake.
  const summary = 2 * 5200
  for (const [args, found, budget] of [
    [`p_status => '{REPROCESSADO}'`, 2, 500],
    [`p_status => '{IGNORADO}'`, 1, 500],
    [`p_status => '{MORTO}'`, 1, 500],
    [`p_status => '{ERRO}'`, 1, 500],
    [`p_status => '{RECEBIDO,ESTACIONADO,MAPEAMENTO}'`, 0, 500],
    [`p_tenants => '{124}'`, 2, 500],
    [`p_tenants => '{125}'`, 0, 500],
    [`p_de => '2026-01-08', p_ate => '2026-01-09'`, 51, 1000],
    [`p_trace_id => '${trace}'`, 1, summary],
    [`p_external_id => 'E900'`, 1, summary],
    [`p_trace_id => gen_random_uuid()`, 0, summary],
    [`p_origem => '{MANUAL}'`, 0, 20_000 + summary],
    [`p_status => '{DUPLICADO}'`, 0, 20_000 + summary],
    [`p_tipo => '{LABEL_AVAILABLE}'`, 0, 20_000 + summary],
  ] as const) {
    let seen = 0
    const rows = await read(sql, async () => {
      seen = (await page(sql, `p_limite => 51, p_prazo => '1 min', ${args}`)).ids.length
    })
    assert.equal(seen, found, args)
    assert.ok(rows < budget, `${args}: ${rows} rows read`)
  }
})

test('dead and parked rows are found in a long queue without reading the queue', async (t) => {
  const sql = await open(t)
  await sql.rows(
    `insert into hub.integracao_evento (canal, tenant_id, external_id, tipo, payload_json, received_at, status, versao, chave)
     select 'ML', 123, 'E' || n, 'ORDER_CREATED', '{}', timestamptz '2026-01-01' + n * interval '1 minute',
       case n % 10000 when 7 then 'MORTO' when 8 then 'MAPEAMENTO' else 'RECEBIDO' end, 1, 'E' || n
     from generate_series(1, $1::int) as n`,
    [STORED],
  )
  await sql.rows(
    `insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, status, motivo)
     select e.id, e.id, 123, 'ML', 'PROCESSAR',
       case e.status when 'MORTO' then 'MORTO' when 'MAPEAMENTO' then 'AGUARDANDO' else 'PENDENTE' end,
       case e.status when 'MAPEAMENTO' then 'MAPEAMENTO' end
     from hub.integracao_evento as e`,
  )
  await sql.rows('vacuum analyze hub.integracao_evento')
  await sql.rows('vacuum analyze hub.integracao_outbox')
  await sql.rows(`set role hub_service`)
  for (const scope of ['*', '{124}']) {
    await sql.rows(`select set_config('hub.tenants', $1, false)`, [scope])
    for (const [args, found] of [
      [`p_status => '{MORTO}'`, 6],
      [`p_status => '{MAPEAMENTO}'`, 6],
      [`p_status => '{MORTO,MAPEAMENTO}'`, 12],
      [`p_status => '{MORTO}', p_tenants => '{124}'`, 0],
    ] as const) {
      let seen = 0
      const rows = await read(sql, async () => {
        seen = (await page(sql, `p_prazo => '1 min', ${args}`)).ids.length
      })
      assert.equal(seen, scope === '*' ? found : 0, args)
      assert.ok(rows < 500, `${args} for ${scope}: ${rows} rows read`)
    }
  }
})
