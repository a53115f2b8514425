/** SKUs and external statuses have one spelling wherever they come in, and older rows have been given it. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { externalKey } from '../../../src/core/text/external-key.ts'
import { testDatabase } from '../../support/database/database.ts'
import { twoTenants } from '../../support/relay/dead-rows.ts'
import { append, drain, readyPayload } from '../../support/relay/engine.ts'
import { sweepAll } from '../../support/relay/release.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext): Promise<SqlClient> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await twoTenants(client)
  return client
}

const ofSku = (sku: string) => ({ ...readyPayload, itens: [{ sku, quantidade: 1 }] })

test('mappings and events have the same spelling, whatever the text', async (t) => {
  const client = await hub(t)
  const piece = fc.constantFrom(
    ...[
      ...' \t\n\v\f\r\u0085\u00A0\u1680\u2000\u2003\u200A\u200B\u200C\u200D\u2028\u2029\u202F\u205F\u2060\u3000\uFEFF',
    ],
    'a',
    'e\u0301',
    '\u00E9',
    '\u212B',
    '\uAC00',
    '-',
  )
  const text = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme' }),
  )
  const texts = fc.sample(text, 4000).filter((each) => each.isWellFormed() && !each.includes('\0'))
  const spelled = await client.rows<{ key: string }>(
    `select processing.external_key(t.texto) as key
    from jsonb_array_elements_text($1::jsonb) with ordinality as t (texto, n) order by t.n`,
    [JSON.stringify(texts)],
  )
  assert.deepEqual(
    spelled.map(({ key }) => key),
    texts.map(externalKey),
  )
})

test('a mapping is saved, previewed, imported and removed under the spelling of events', async (t) => {
  const client = await hub(t)
  await append(client, [{ externalId: 'A', payload: ofSku('PAD 1') }])
  await drain(client)
  const typed = '\u00A0PAD\u00A01 '
  const impact = await client.value<number>(
    `select (processing.mapping_impact(123, 'ML', 'SKU', $1)).liberados_total`,
    [typed],
  )
  assert.equal(impact, 1)
  const told = await client.value<{ linhas: { externo: string; situacao: string }[] }>(
    `select processing.import_sku_mappings(123, 'ML', $1::jsonb, true, 'ana')`,
    [
      JSON.stringify([
        { linha: 1, externo: typed, interno: 'I-1 ' },
        { linha: 2, externo: 'PAD 1', interno: 'I' },
      ]),
    ],
  )
  assert.deepEqual(
    told.linhas.map(({ externo, situacao }) => [externo, situacao]),
    [
      ['PAD 1', 'NOVO'],
      ['PAD 1', 'ERRO'],
    ],
  )
  await client.rows(`select processing.save_sku_mapping(123, 'ML', $1, ' I-1', 'ana')`, [typed])
  await client.rows(
    `select processing.save_status_mapping(123, 'ML', $1, 'PRONTO', false, 'ana')`,
    ['\uFEFFpago\u00A0ja'],
  )
  const saved = () =>
    client.rows(
      `select externo, interno from ops.mapeamento_sku where tenant_id = 123 and externo <> 'ABC-1'
      union all
      select externo, interno from ops.mapeamento_status where tenant_id = 123 and externo <> 'ready_to_ship'`,
    )
  assert.deepEqual(await saved(), [
    { externo: 'PAD 1', interno: 'I-1' },
    { externo: 'pago ja', interno: 'PRONTO' },
  ])
  await client.rows(`select processing.remove_sku_mapping(123, 'ML', $1, 'engano', 'ana')`, [typed])
  await client.rows(`select processing.remove_status_mapping(123, 'ML', $1, 'engano', 'ana')`, [
    ' pago ja',
  ])
  assert.deepEqual(await saved(), [])
})

test('older mappings and waiting events get the one spelling, and nothing waits for ever', async (t) => {
  const client = await hub(t)
  const bare = 'cafe\u0301'
  await append(client, [{ externalId: 'A', payload: ofSku(bare) }])
  await drain(client)
  await client.rows(
    `insert into hub.mapeamento_sku (tenant_id, canal, sku_externo, sku_interno)
    values (123, 'ML', 'PAD-1 ', 'I-1'), (123, 'ML', 'DOIS', 'I-2'), (123, 'ML', 'DOIS ', 'I-3'), (123, 'ML', ' DOIS', 'I-4')`,
  )
  const migrations = join(import.meta.dirname, '../../../sql/migrations')
  const file = readdirSync(migrations).find((name) => name.endsWith('__chaves_externas.sql')) ?? ''
  await client.rows(
    `begin; set local search_path = hub; ${readFileSync(join(migrations, file), 'utf8')}; commit`,
  )
  assert.deepEqual(
    await client.rows(
      `select externo, interno from ops.mapeamento_sku where tenant_id = 123 and externo <> 'ABC-1' order by externo`,
    ),
    [
      { externo: 'DOIS', interno: 'I-2' },
      { externo: 'PAD-1', interno: 'I-1' },
    ],
  )
  assert.equal(
    await client.value(`select count(*)::int from hub.auditoria where ator = 'migracao'`),
    2,
  )
  await sweepAll(client)
  await drain(client)
  await client.rows(`select processing.save_sku_mapping(123, 'ML', $1, 'I-5', 'ana')`, [bare])
  await sweepAll(client)
  await drain(client)
  assert.deepEqual(
    await client.rows(
      `select i.sku_externo, i.sku_interno, p.status from hub.pedido_item as i join hub.pedido as p on p.id = i.pedido_id`,
    ),
    [{ sku_externo: 'caf\u00E9', sku_interno: 'I-5', status: 'PRONTO' }],
  )
})
