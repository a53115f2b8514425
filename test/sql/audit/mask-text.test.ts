/** What people type as a reason is stored without personal data, masked as the logs are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomSchemas } from '../../../src/db/migrate/schemas.ts'
import fc from 'fast-check'
import { maskText } from '../../../src/core/text/mask.ts'
import { testDatabase } from '../../support/database/database.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

function checked(base: string, weights: readonly number[]): string {
  let all = base
  for (const skip of [1, 0]) {
    const sum = [...all].reduce((sum, d, n) => sum + Number(d) * (weights[n + skip] ?? 0), 0)
    all += String(sum % 11 < 2 ? 0 : 11 - (sum % 11))
  }
  return all
}
const cpf = digits(9).map((base) => checked(base, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]))
const cnpj = digits(12).map((base) => checked(base, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))

const piece = fc.oneof(
  cpf,
  cpf.map((d) => d.replace(/^(...)(...)(...)(..)$/, '$1.$2.$3-$4')),
  cnpj,
  cnpj.map((d) => d.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5')),
  digits(8).map((d) => `119${d}`),
  digits(8).map((d) => `(11) 9${d.slice(0, 4)}-${d.slice(4)}`),
  digits(8).map((d) => `+55 11 9${d}`),
  digits(8).map((d) => `9${d.slice(0, 4)}-${d.slice(4)}`),
  digits(7).map((d) => `(21) 3${d.slice(0, 3)}-${d.slice(3)}`),
  fc.constantFrom('maria@dominio.com.br', 'joao.silva+hub@a.co', "o'neil@x-y.org"),
  // Nobody's: an order's id, a year, a UUID, a digest, words.
  digits(13).map((d) => `200${d}`),
  fc.uuid(),
  fc.constantFrom(
    'd41d8cd98f00b204e9800998ecf8427e',
    '/orders/11987654321',
    'em 2026',
    'R$ 10,50',
    'pediu',
    '#12',
  ),
)
const reason = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(' e '))

test('SQL and TypeScript mask the same parts of a typed text, and order ids stay', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const reasons = fc.sample(reason, { numRuns: 500, seed: 7 })
  const masked = await client.rows<{ said: string; kept: string }>(
    'select said, audit.mask_text(said) as kept from unnest($1::text[]) as said',
    [reasons],
  )
  assert.equal(masked.length, reasons.length)
  for (const { said, kept } of masked) assert.equal(kept, maskText(said), said)
  assert.equal(
    await client.value(
      `select audit.mask_text('CPF 123.456.789-09, fone 11 98765-4321, pedido 2000001234567890')`,
    ),
    'CPF ***.***.***-09, fone 11 *****-4321, pedido 2000001234567890',
  )
})

test('every routine that stores a reason stores it masked', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await client.rows(
    `select tenants.save_tenant(123, 'Loja', 'Rua A, 1', '9h às 18h', null, 'teste')`,
  )
  const conector = await client.value(
    `select connectors.save_connector(123, 'ML', 'c', 's', null, 'teste')`,
  )
  const motivo = 'a pedido de maria@dominio.com.br, CPF 12345678909, (11) 98765-4321'
  await client.rows('select connectors.switch_connector($1, false, $2, $3, null)', [
    conector,
    motivo,
    'ana',
  ])
  const texts = await client.rows<{ texto: string }>(`
    select motivo as texto from hub.auditoria where motivo is not null
    union all select motivo from hub.integracao_conector where motivo is not null`)
  assert.equal(texts.length, 2)
  for (const { texto } of texts) {
    assert.equal(texto, 'a pedido de m***@d***.com.br, CPF ***.***.***-09, 11 *****-4321')
  }
  // Whatever takes a reason hands it to audit.write, or masks it itself; the others take a word of ours.
  const raw = await client.rows<{ routine: string }>(
    `
    select p.oid::regprocedure::text as routine
    from pg_proc as p
    where p.pronamespace::regnamespace::text = any($1)
      and 'p_motivo' = any (p.proargnames) and p.proname not in ('hold_events', 'request_release', 'settle')
      and p.prosrc ~ '(insert into|update) hub\\.' and p.prosrc !~ 'audit\\.(mask_text|write)\\('`,
    [roomSchemas],
  )
  assert.deepEqual(raw, [])
})
