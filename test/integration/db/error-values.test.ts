/** PostgreSQL's errors quote what was sent. None of it reaches the log, an answer or ultimo_erro. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import { testDatabase } from '../../support/database/database.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const CANARIES = ['Canario da Silva', 'canario_silva', 'CANARIO-9', '63616e6172696f']

/** Each statement fails in another way, and its error quotes a canary. */
const STATEMENTS = [
  `select 'Canario da Silva'::int`,
  `select 'canario_silva'::uuid`,
  `select '{"nome":"Canario da Silva"'::jsonb`,
  `select 'CANARIO-9'::timestamptz`,
  `select array['Canario da Silva']::date[]`,
  `insert into pg_temp.unico values ('Canario da Silva')`,
  `insert into pg_temp.unico values ('\\x63616e6172696f')`,
  `insert into pg_temp.curto values ('Canario da Silva')`,
  `insert into pg_temp.curto values (null)`,
  `select to_number('canario_silva', '99'), 'Canario da Silva'::numeric`,
  `select ('CANARIO-9')::inet`,
  `select jsonb_path_query('{"nome":"Canario da Silva"}', 'strict $.nome.double()')`,
  `select decode('canario_silva', 'hex')`,
]

test('no database error carries a value', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await client.rows(`
    create temp table unico (nome text primary key);
    insert into unico values ('Canario da Silva'), ('\\x63616e6172696f');
    create temp table curto (nome varchar(3) not null check (nome <> 'x'))`)
  const lines: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } })
  for (const statement of STATEMENTS) {
    const error = await client.rows(statement).then(
      () => assert.fail(`it did not fail: ${statement}`),
      (thrown: unknown) => thrown as Error,
    )
    log.error({ err: error }, 'a statement failed')
    log.error(error)
    log.warn({ err: new Error('wrapped', { cause: error }) }, 'a statement failed')
    const kept = await client.value<string>('select relay.safe_error($1)', [error.message])
    lines.push(kept)
  }
  for (const canary of CANARIES) {
    for (const line of lines) assert.equal(line.includes(canary), false, line)
  }
  assert.ok(lines.join('').includes('22P02'), 'what kind of error it was is there')
})
