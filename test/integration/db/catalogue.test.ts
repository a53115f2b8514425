/** The listing of the schema is the same for the same schema, and changes with each kind of change. */
import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { pino } from 'pino'
import { listCatalogue } from '../../../src/db/migrate/catalogue.ts'
import { migrate } from '../../../src/db/migrate/migrate.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { sqlDirectory } from '../../support/database/sql-directory.ts'

const log = pino({ level: 'silent' })
const files = {
  'migrations/V1__caixa.sql': 'create table caixa (id bigint primary key, nome text, n int);',
  'routines/relay/um.sql':
    "create or replace function relay.um() returns int language sql as 'select 1';",
  'views/a.sql': 'create or replace view ops.a as select id, nome from hub.caixa;',
}

test('two databases that were migrated from the same files are listed the same', async (t) => {
  const sql = sqlDirectory(t, files)
  const [one, other] = [await emptyDatabase(t), await emptyDatabase(t)]
  for (const { url } of [one, other]) await migrate({ url, sqlDir: sql.path, log })
  assert.equal(await listCatalogue(one.url), await listCatalogue(other.url))
})

test('each kind of change to the schema changes a line of its section', async (t) => {
  const sql = sqlDirectory(t, files)
  const { url } = await emptyDatabase(t)
  await migrate({ url, sqlDir: sql.path, log })
  const db = await sqlClient(t, url)
  const changes: [section: string, statement: string][] = [
    ['Schemas', 'alter schema ops owner to current_user'],
    ['Tables', 'alter table hub.caixa set (fillfactor = 80)'],
    ['Tables', 'alter table hub.caixa enable row level security'],
    ['Columns', 'alter table hub.caixa alter column nome set default 1'],
    ['Columns', 'alter table hub.caixa alter column n set not null'],
    ['Columns', 'alter table hub.caixa add column g int generated always as (n + 1) stored'],
    ['Constraints', 'alter table hub.caixa add constraint positivo check (n > 0)'],
    ['Indexes', 'create index on hub.caixa (nome) where n > 1'],
    ['Sequences', 'create sequence hub.contador cache 10'],
    [
      'Triggers',
      'create trigger g before update on hub.caixa for each row execute function suppress_redundant_updates_trigger()',
    ],
    ['Policies', 'create policy p on hub.caixa for select to hub_service using (n = 1)'],
    ['Routines', "create or replace function relay.um() returns int language sql as 'select 2'"],
    ['Routines', 'alter function relay.um() security definer'],
    ['Routines', "alter function relay.um() set search_path = ''"],
    ['Routines', 'alter function relay.um() stable'],
    ['Views', 'create or replace view ops.a as select id, upper(nome) as nome from hub.caixa'],
    ['Grants', 'grant select on ops.a to hub_service'],
    ['Grants', 'grant update (nome) on hub.caixa to hub_service'],
    ['Grants', 'revoke execute on function relay.um() from public'],
    ['Grants', 'grant usage on schema relay to hub_service'],
  ]
  for (const [section, statement] of changes) {
    const before = sections(await listCatalogue(url))
    await db.rows(statement)
    const after = sections(await listCatalogue(url))
    assert.notEqual(after.get(section), before.get(section), statement)
  }
})

function sections(listing: string): Map<string, string> {
  return new Map(
    listing
      .split(/^## /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text]),
  )
}
