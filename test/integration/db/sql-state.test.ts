/** TypeScript and SQL classify errors alike: a failure that spends no attempt for one spends none for the other. */
import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { isTransient } from '../../../src/db/connect/sql-state.ts'
import { testDatabase } from '../../support/database/database.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const CHARACTERS = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const pairs = CHARACTERS.flatMap((a) => CHARACTERS.map((b) => a + b))
/** The subclasses that begin as the standard's and PostgreSQL's own do. */
const manySubclasses = [...'0123456789P'].flatMap((first) => pairs.map((pair) => first + pair))
/** Those that begin as nearly all codes do: 000 to 00Z, P00 to P0Z. */
const usualSubclasses = manySubclasses.filter((text) => /^[0P]0/.test(text))
/** The classes in which some code is transient. */
const CLASSES_WITH_TRANSIENTS = ['08', '40', '53', '55', '57']

test('isTransient and relay.is_transient agree on every SQLSTATE', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  const states = [
    ...pairs.flatMap((start) => usualSubclasses.map((end) => start + end)),
    ...CLASSES_WITH_TRANSIENTS.flatMap((start) => manySubclasses.map((end) => start + end)),
  ]
  const rows = await sql.rows<{ state: string }>(
    `select distinct s.state
    from unnest($1::text[]) as s (state)
    where relay.is_transient(s.state)
    order by s.state`,
    [states],
  )
  const inSql = rows.map(({ state }) => state)
  const inTypeScript = states.filter((code) => isTransient(Object.assign(new Error(), { code })))
  assert.deepEqual([...new Set(inTypeScript)].sort(), inSql)
  for (const state of ['08006', '40001', '40P01', '53300', '55P03', '57P01'])
    assert.ok(inSql.includes(state), state)
  assert.ok(!inSql.includes('57014'))
})
