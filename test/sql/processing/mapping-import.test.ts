/** Importing many mappings: simulated line by line, all or none, and with the effect of saving each. */
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

interface Imported {
  readonly aplicado: boolean
  readonly novos: number
  readonly mudam: number
  readonly iguais: number
  readonly erros: number
  readonly eventosLiberados?: number
  readonly liberacao?: string
  readonly resumo: string
  readonly linhas: readonly Record<string, unknown>[]
}

interface Run {
  readonly simulate?: boolean
  readonly summary?: string | null
  readonly tenant?: number | null
}

const run =
  (kind: 'sku' | 'status') =>
  (
    client: SqlClient,
    lines: readonly object[],
    { simulate = false, summary = null, tenant = 123 }: Run = {},
  ) =>
    client.value<Imported>(
      `select processing.import_${kind}_mappings($1, 'ML', $2, $3, 'ana', null, $4)`,
      [tenant, JSON.stringify(lines), simulate, summary],
    )
const importSkus = run('sku')
const importStatuses = run('status')

const waiting = async (client: SqlClient, ...skus: string[]) => {
  await append(
    client,
    skus.map((sku) => ({
      externalId: `espera-${sku}`,
      payload: { ...readyPayload, itens: [{ sku, quantidade: 1 }] },
    })),
  )
  await drain(client)
}

const skus = [
  { linha: 2, externo: 'NOVO', interno: 'INT-9' },
  { linha: 3, externo: 'ABC-1', interno: 'INT-2' },
]

test('a simulation tells what becomes of each line and how many events would be released, and writes nothing', async (t) => {
  const client = await hub(t)
  await waiting(client, 'NOVO')
  await client.rows('begin read only')
  const told = await importSkus(
    client,
    [
      ...skus,
      { linha: 4, externo: 'ABC-1', interno: 'INT-3' },
      { linha: 5, externo: ' ', interno: 'x' },
      { linha: 6, externo: 'L', interno: 'x'.repeat(201) },
    ],
    { simulate: true },
  )
  await client.rows('commit')
  assert.deepEqual(told.linhas, [
    { linha: 2, externo: 'NOVO', de: null, para: 'INT-9', situacao: 'NOVO', erro: null },
    { linha: 3, externo: 'ABC-1', de: 'INT-1', para: 'INT-2', situacao: 'MUDA', erro: null },
    {
      linha: 4,
      externo: 'ABC-1',
      de: 'INT-1',
      para: 'INT-3',
      situacao: 'ERRO',
      erro: 'repetido: já está na linha 3',
    },
    {
      linha: 5,
      externo: '',
      de: null,
      para: 'x',
      situacao: 'ERRO',
      erro: 'informe o SKU externo e o interno',
    },
    {
      linha: 6,
      externo: 'L',
      de: null,
      para: 'x'.repeat(201),
      situacao: 'ERRO',
      erro: 'o SKU interno tem no máximo 200 caracteres',
    },
  ])
  const { aplicado, novos, mudam, iguais, erros, eventosLiberados } = told
  assert.deepEqual(
    [aplicado, novos, mudam, iguais, erros, eventosLiberados],
    [false, 1, 1, 0, 3, 1],
  )
})

test('an import does what its simulation told, with an audit row for each mapping that changes', async (t) => {
  const client = await hub(t)
  await waiting(client, 'NOVO', 'OUTRO')
  const lines = [...skus, { linha: 4, externo: 'BLANK ', interno: ' I ' }]
  const told = await importSkus(client, lines, { simulate: true })
  const done = await importSkus(client, lines, { summary: told.resumo })
  const { liberacao, ...as } = done
  assert.match(liberacao ?? '', /^\d+$/)
  assert.deepEqual({ ...as, aplicado: false, eventosLiberados: 1 }, told)
  assert.equal(await releaseDue(client), told.eventosLiberados)
  assert.deepEqual(
    await client.rows(
      `select externo, interno from ops.mapeamento_sku where tenant_id = 123 order by externo collate "C"`,
    ),
    [
      { externo: 'ABC-1', interno: 'INT-2' },
      { externo: 'BLANK', interno: 'I' },
      { externo: 'NOVO', interno: 'INT-9' },
    ],
  )
  assert.deepEqual(
    await client.rows(
      `select externo, de, para from ops.mapeamento_historia where importacao order by externo collate "C"`,
    ),
    [
      { externo: 'ABC-1', de: 'INT-1', para: 'INT-2' },
      { externo: 'BLANK', de: null, para: 'I' },
      { externo: 'NOVO', de: null, para: 'INT-9' },
    ],
  )
  const again = await importSkus(client, lines)
  assert.deepEqual([again.novos, again.mudam, again.iguais], [0, 0, 3])
  assert.equal(
    await client.value(`select count(*)::int from ops.mapeamento_historia where importacao`),
    3,
  )
  assert.equal(
    await client.value(
      `select count(*)::int from hub.auditoria where acao = 'mapeamento.sku.importar'`,
    ),
    2,
  )
})

test('an import is all or nothing', async (t) => {
  const client = await hub(t)
  const before = await client.rows('select * from ops.mapeamento_sku order by id')
  await assert.rejects(importSkus(client, [...skus, { externo: '', interno: 'x' }]), {
    code: 'HB422',
    message: /nada foi importado/,
  })
  await assert.rejects(importSkus(client, []), { code: 'HB422' })
  await assert.rejects(
    importSkus(
      client,
      Array.from({ length: 5001 }, (_, n) => ({ externo: `${n}`, interno: 'x' })),
    ),
    {
      code: 'HB422',
      message: /5\.000/,
    },
  )
  assert.deepEqual(await client.rows('select * from ops.mapeamento_sku order by id'), before)
})

test('a mapping that was changed since the simulation makes the import a conflict', async (t) => {
  const client = await hub(t)
  const { resumo } = await importSkus(client, skus, { simulate: true })
  await client.rows(`select processing.save_sku_mapping(123, 'ML', 'ABC-1', 'INT-7', 'bia')`)
  await assert.rejects(importSkus(client, skus, { summary: resumo }), {
    code: 'HB409',
    message: /mudaram/,
  })
  await assert.rejects(importSkus(client, skus.slice(0, 1), { summary: resumo }), { code: 'HB409' })
  assert.equal(
    await client.value(
      `select interno from ops.mapeamento_sku where externo = 'ABC-1' and tenant_id = 123`,
    ),
    'INT-7',
  )
})

test('statuses are imported too, for one tenant or for all', async (t) => {
  const client = await hub(t)
  await append(client, [
    { externalId: 'A', payload: { ...readyPayload, status: 'estranho/raro' } },
    { externalId: 'B', tenantId: 124, payload: { ...readyPayload, status: 'estranho' } },
  ])
  await drain(client)
  const lines = [
    { externo: 'estranho', interno: 'RECEBIDO' },
    { externo: 'order:paid', interno: 'PRONTO', terminal: true },
    { externo: 'x', interno: 'QUALQUER' },
  ]
  const told = await importStatuses(client, lines, { simulate: true, tenant: null })
  assert.deepEqual(
    told.linhas.map(({ situacao, deTerminal, terminal }) => [situacao, deTerminal, terminal]),
    [
      ['NOVO', null, false],
      ['MUDA', false, true],
      ['ERRO', null, false],
    ],
  )
  const mine = await importStatuses(client, lines.slice(0, 1), { simulate: true })
  assert.equal(mine.eventosLiberados, 1)
  await importStatuses(client, lines.slice(0, 2), { tenant: null })
  assert.deepEqual([told.eventosLiberados, await releaseDue(client)], [2, 2])
  assert.equal(await drain(client), 2)
  assert.deepEqual(
    await client.rows(
      `select tenant_id, terminal from ops.mapeamento_status where externo in ('estranho', 'order:paid') order by externo`,
    ),
    [
      { tenant_id: null, terminal: false },
      { tenant_id: null, terminal: true },
    ],
  )
})

test('five thousand lines are imported quickly, beside as many pending keys', async (t) => {
  const client = await hub(t)
  await client.rows(`
    insert into hub.pendencia_mapeamento (tenant_id, canal, tipo, chave)
    select 123, 'ML', 'SKU', 'S-' || n from generate_series(1, 5000) as n`)
  const lines = Array.from({ length: 5000 }, (_, n) => ({ externo: `S-${n}`, interno: `I-${n}` }))
  await client.rows(`set statement_timeout = '10s'`)
  const { resumo } = await importSkus(client, lines, { simulate: true })
  const { novos } = await importSkus(client, lines, { summary: resumo })
  assert.equal(novos, 5000)
  assert.equal(await releaseDue(client), 0)
  assert.equal(
    await client.value(
      'select count(*)::int from hub.pendencia_mapeamento where resolvida_em is null',
    ),
    1,
  )
})
