/** Mappings: who changed what, that no change overwrites another person's, and exactly which events a change releases. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { twoTenants } from '../../support/relay/dead-rows.ts'
import { append, drain, readyPayload } from '../../support/relay/engine.ts'
import { releaseDue } from '../../support/relay/release.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext): Promise<SqlClient> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await twoTenants(client)
  return client
}

const saveSku = (
  client: SqlClient,
  externo: string,
  interno: string,
  version: number | null = null,
  tenants: string | null = null,
  tenant = 123,
) =>
  client.value<number>(`select processing.save_sku_mapping($1, 'ML', $2, $3, 'ana', $4, $5)`, [
    tenant,
    externo,
    interno,
    version,
    tenants,
  ])

const saveStatus = (
  client: SqlClient,
  tenant: number | null,
  externo: string,
  interno: string,
  version: number | null = null,
  tenants: string | null = null,
) =>
  client.value<number>(
    `select processing.save_status_mapping($1, 'ML', $2, $3, false, 'ana', $4, $5)`,
    [tenant, externo, interno, version, tenants],
  )

test('a mapping that somebody else has changed, made or removed meanwhile is not written over', async (t) => {
  const client = await hub(t)
  const version = () =>
    client.value<number>(
      `select lock_version from ops.mapeamento_sku where externo = 'X' and tenant_id = 123`,
    )
  await saveSku(client, 'X', 'A', -1)
  await assert.rejects(saveSku(client, 'X', 'B', -1), { code: 'HB409', message: /já existe/ })
  const read = await version()
  await saveSku(client, 'X', 'B', read)
  await assert.rejects(saveSku(client, 'X', 'C', read), {
    code: 'HB409',
    message: /outra pessoa mudou/,
  })
  const remove = (of: number | null) =>
    client.rows(`select processing.remove_sku_mapping(123, 'ML', 'X', 'engano', 'ana', $1)`, [of])
  await assert.rejects(remove(read), { code: 'HB409' })
  assert.equal(await version(), read + 1, 'the refused removal removed nothing')
  await remove(read + 1)
  await assert.rejects(saveSku(client, 'X', 'D', read + 1), { code: 'HB409', message: /removeu/ })
  await assert.rejects(remove(null), { code: 'HB404' })

  await saveStatus(client, 123, 'novo', 'RECEBIDO', -1)
  await assert.rejects(saveStatus(client, 123, 'novo', 'PRONTO', 7), { code: 'HB409' })
  await saveStatus(client, 123, 'novo', 'PRONTO', 0)
})

test('the history of a mapping is its audit: from what, to what, by whom', async (t) => {
  const client = await hub(t)
  await saveSku(client, 'X', 'A')
  await saveSku(client, 'X', 'B')
  await client.rows(`select processing.remove_sku_mapping(123, 'ML', 'X', 'saiu de linha', 'bia')`)
  await client.rows(
    `select processing.save_status_mapping(null, 'ML', 'x:y', 'RECEBIDO', false, 'ana')`,
  )
  await client.rows(
    `select processing.save_status_mapping(null, 'ML', 'x:y', 'CANCELADO', true, 'ana')`,
  )
  await client.rows(`select processing.remove_status_mapping(null, 'ML', 'x:y', 'engano', 'ana')`)
  const history = (tipo: string, externo: string) =>
    client.rows(
      `select ator, acao, de, de_terminal, para, terminal, motivo from ops.mapeamento_historia
      where objeto = 'mapeamento_' || $1 and externo = $2 order by id`,
      [tipo, externo],
    )
  const sku = {
    de_terminal: null,
    terminal: null,
    motivo: null,
    ator: 'ana',
    acao: 'mapeamento.sku.salvar',
  }
  assert.deepEqual(await history('sku', 'X'), [
    { ...sku, de: null, para: 'A' },
    { ...sku, de: 'A', para: 'B' },
    {
      ...sku,
      de: 'B',
      para: null,
      acao: 'mapeamento.sku.remover',
      ator: 'bia',
      motivo: 'saiu de linha',
    },
  ])
  assert.deepEqual(
    (await history('status', 'x:y')).map((row) => [
      row['de'],
      row['de_terminal'],
      row['para'],
      row['terminal'],
    ]),
    [
      [null, null, 'RECEBIDO', false],
      ['RECEBIDO', false, 'CANCELADO', true],
      ['CANCELADO', true, null, null],
    ],
  )
})

test('a caller of some tenants changes only their mappings, and none that is for every tenant', async (t) => {
  const client = await hub(t)
  await assert.rejects(saveSku(client, 'X', 'A', null, '{124}'), { code: 'HB404' })
  await saveSku(client, 'X', 'A', null, '{123}')
  await assert.rejects(saveStatus(client, null, 'novo', 'PRONTO', null, '{123}'), { code: 'HB422' })
  await assert.rejects(saveStatus(client, 124, 'novo', 'PRONTO', null, '{123}'), { code: 'HB404' })
  await assert.rejects(saveStatus(client, 999, 'novo', 'PRONTO', null, null), { code: 'HB404' })
  for (const call of [
    `processing.remove_sku_mapping(123, 'ML', 'X', 'x', 'ana', null, '{124}')`,
    `processing.remove_status_mapping(123, 'ML', 'ready_to_ship', 'x', 'ana', null, '{124}')`,
    `processing.mapping_impact(123, 'ML', 'SKU', 'X', '{124}')`,
    `processing.import_sku_mappings(123, 'ML', '[{"externo":"a","interno":"b"}]', false, 'ana', '{124}')`,
    `processing.import_status_mappings(123, 'ML', '[{"externo":"a","interno":"PRONTO"}]', false, 'ana', '{124}')`,
  ]) {
    await assert.rejects(client.rows(`select ${call}`), { code: 'HB404' }, call)
  }
  for (const call of [
    `processing.remove_status_mapping(null, 'ML', 'order:paid', 'x', 'ana', null, '{123}')`,
    `processing.mapping_impact(null, 'ML', 'STATUS', 'x', '{123}')`,
    `processing.import_status_mappings(null, 'ML', '[{"externo":"a","interno":"PRONTO"}]', false, 'ana', '{123}')`,
    `processing.remove_sku_mapping(123, 'ML', 'X', ' ', 'ana')`,
  ]) {
    await assert.rejects(client.rows(`select ${call}`), { code: 'HB422' }, call)
  }
})

test('a mapping that is removed leaves mapped orders as they are, and holds the next event', async (t) => {
  const client = await hub(t)
  await append(client, [{ externalId: 'A', payload: readyPayload }])
  await drain(client)
  await client.rows(`select processing.remove_sku_mapping(123, 'ML', 'ABC-1', 'x', 'ana')`)
  assert.equal(await client.value('select sku_interno from hub.pedido_item'), 'INT-1')
  await append(client, [{ externalId: 'B', payload: readyPayload }])
  await drain(client)
  assert.equal(
    await client.value(`select status from hub.integracao_evento where external_id = 'B'`),
    'MAPEAMENTO',
  )
  assert.deepEqual(await client.rows('select * from ops.verify() where falhas > 0'), [])
})

interface Impact {
  readonly [column: string]: unknown
  readonly esperam: number
  readonly liberados: string[]
  readonly liberados_total: number
  readonly mais_antigo: Date | null
}

const impact = async (
  client: SqlClient,
  tipo: string,
  chave: string,
  tenant: number | null = 123,
) =>
  (
    await client.rows<Impact>(`select * from processing.mapping_impact($1, 'ML', $2, $3)`, [
      tenant,
      tipo,
      chave,
    ])
  )[0]!

async function hold(client: SqlClient): Promise<Record<string, string>> {
  const payload = (sku: string, status: string) => ({
    ...readyPayload,
    itens: [{ sku, quantidade: 1 }],
    status,
  })
  const names = ['sku', 'both', 'status', 'other tenant', 'substatus', 'fine']
  const events = await append(client, [
    { externalId: 'sku', payload: payload('NOVO', 'ready_to_ship') },
    { externalId: 'both', payload: payload('NOVO', 'estranho') },
    { externalId: 'status', payload: payload('ABC-1', 'estranho') },
    { externalId: 'other tenant', tenantId: 124, payload: payload('NOVO', 'estranho') },
    { externalId: 'substatus', payload: payload('ABC-1', 'estranho/raro') },
    { externalId: 'fine', payload: readyPayload },
  ])
  await drain(client)
  return Object.fromEntries(names.map((name, n) => [name, events[n]!.id]))
}

const released = (client: SqlClient) =>
  client.rows<{ id: string }>(
    `select id from hub.integracao_outbox where status = 'PENDENTE' and destino = 'PROCESSAR' order by id`,
  )

for (const [tipo, chave, tenant, who] of [
  ['SKU', 'NOVO', 123, ['sku']],
  ['STATUS', 'estranho', 123, ['status', 'substatus']],
  ['STATUS', 'estranho/raro', 123, ['substatus']],
  ['STATUS', 'estranho', null, ['status', 'substatus']],
  ['SKU', 'ABC-1', 123, []],
] as const) {
  test(`the impact of mapping ${tipo} ${chave} of ${tenant ?? 'every tenant'} is exactly what saving it releases`, async (t) => {
    const client = await hub(t)
    const ids = await hold(client)
    const foretold = await impact(client, tipo, chave, tenant)
    assert.deepEqual(
      foretold.liberados,
      who.map((name) => ids[name]!),
    )
    assert.equal(foretold.liberados_total, who.length)
    if (tipo === 'SKU') await saveSku(client, chave, 'I')
    else await saveStatus(client, tenant, chave, 'RECEBIDO')
    assert.equal(await releaseDue(client), who.length)
    assert.deepEqual(
      (await released(client)).map(({ id }) => id),
      foretold.liberados,
    )
  })
}

test('the impact counts the events that wait, including those that go on waiting, and since when', async (t) => {
  const client = await hub(t)
  const ids = await hold(client)
  const { esperam, mais_antigo } = await impact(client, 'SKU', 'NOVO')
  assert.equal(esperam, 2)
  assert.deepEqual(
    mais_antigo,
    await client.value('select received_at from hub.integracao_evento where id = $1', [ids['sku']]),
  )
  assert.deepEqual(await impact(client, 'SKU', 'nada'), {
    esperam: 0,
    liberados: [],
    liberados_total: 0,
    mais_antigo: null,
  })
})

test('the events that wait for a key are counted up to 10,001, quickly', async (t) => {
  const client = await hub(t)
  await hold(client)
  await client.rows(`
    insert into hub.pendencia_evento (pendencia_id, evento_id)
    select p.id, n from hub.pendencia_mapeamento as p, generate_series(1000000, 1050000) as n where p.chave = 'NOVO'`)
  await client.rows('analyze hub.pendencia_evento')
  await client.rows(`set statement_timeout = '1s'`)
  const rows = await client.rows<{ eventos: string; mais_antigo: Date | null }>(
    `select eventos, mais_antigo from ops.pendencia where chave = 'NOVO' and resolvida_em is null order by id`,
  )
  assert.deepEqual(
    rows.map(({ eventos }) => eventos),
    ['10001', '10001'],
  )
  assert.ok(rows.every((row) => row.mais_antigo instanceof Date))
  assert.equal((await impact(client, 'SKU', 'NOVO')).esperam, 10_001)
})
