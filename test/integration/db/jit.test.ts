/**
 * Nothing that the hub runs is compiled just in time, whatever the server prefers: compiling costs a hundred times what
 * a step does. The tests use Debian's PostgreSQL 15 where one is installed, in a session that has JIT on.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { roomSchemas } from '../../../src/db/migrate/schemas.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { initialiseCluster } from '../../../src/db/embedded/initialise-cluster.ts'
import { launchServer } from '../../../src/db/embedded/launch-server.ts'
import { migrate } from '../../../src/db/migrate/migrate.ts'
import { serverAccount } from '../../../src/db/embedded/server-account.ts'
import { stopServer } from '../../../src/db/embedded/stop-server.ts'
import { dataDirectory } from '../../../src/db/embedded/data-directory.ts'
import { sqlDir } from '../../../src/wiring/open-database.ts'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const debian = '/usr/lib/postgresql/15/bin'
const log = createLogger({ level: 'silent' })

/**
 * Those of the hot path and of every timed job, and any that forbids the planner something, that lack it. What they
 * call runs under their setting.
 */
const entrances = `
  select p.oid::regprocedure::text as nome
  from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace
  where has_function_privilege('hub_service', p.oid, 'execute')
    and (
      exists (select from unnest(p.proconfig) as s (ajuste) where s.ajuste ~ '^enable_[a-z]+=off$')
      or (
        p.prosecdef
        and (
          n.nspname = 'relay' and p.proname !~ '^(reprocess|discard|requeue_dead|releases?_|release_)'
          or n.nspname = 'ingress' and p.proname ~ '^(append|probe|connector_keys|find_|count_)'
          or n.nspname = 'notifications' and p.proname ~ '^(claim|start|settle_)'
          or n.nspname = 'mercado_livre' and p.proname ~ '^(claim|settle|postpone|park|reserve|store_|begin_sync|end_sync|sellers|open_|unread_)'
        )
      )
    )
    and n.nspname = any($1)
    and not coalesce('jit=off' = any (p.proconfig), false)`

test('every routine of the hot path and of the timed jobs switches it off for itself', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  assert.deepEqual(await client.rows(entrances, [roomSchemas]), [])
})

/** The server with JIT, or else the run's own, which has no compiler: then the tests can only check settings. */
async function withJit(t: Parameters<typeof testDatabase>[0]): Promise<string> {
  if (!existsSync(join(debian, 'initdb'))) return (await testDatabase(t)).url
  const account = serverAccount()
  const dataDir = dataDirectory(tempDir(t), account)
  const pgdata = join(dataDir, 'postgres')
  const initdb = join(debian, 'initdb')
  const password = await initialiseCluster({ dataDir, pgdata, initdb, account })
  const urlFor = (port: number) => `postgres://hub_admin:${password}@127.0.0.1:${port}/hub`
  const settings = {
    jit: 'on',
    fsync: 'off',
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track': 'all',
  }
  const { pid, port } = await launchServer({
    postgres: join(debian, 'postgres'),
    dataDir,
    pgdata,
    account,
    settings,
    port: 0,
    lastPort: 0,
    urlFor,
    clock: systemClock,
  })
  t.after(() => stopServer(pid, systemClock, log))
  await migrate({ url: urlFor(port), sqlDir, log })
  return urlFor(port)
}

test('append, step and their notices are never compiled, in a session that has JIT on and finds everything expensive', async (t) => {
  const url = await withJit(t)
  const admin = await sqlClient(t, url)
  await prepareTenant(admin)
  await admin.rows('set jit = on')
  // Makes every statement as expensive as a forbidden sort, which costs 1e10.
  await admin.rows('set jit_above_cost = 0')
  const compiles = await admin.value<boolean>('select pg_jit_available()')
  if (compiles)
    await admin.rows('create extension pg_stat_statements; select pg_stat_statements_reset()')
  for (let round = 0; round < 3; round++) {
    await append(
      admin,
      Array.from({ length: 40 }, (_, n) => ({
        externalId: `J${round}-${n}`,
        payload: readyPayload,
      })),
    )
    await drain(admin)
  }
  assert.equal(await admin.value('select count(*) from hub.pedido'), '120')
  if (!compiles) {
    assert.equal(await admin.value('show jit'), 'on')
    return
  }
  // The client's own statements are compiled, because it asked for that. What they call is not.
  const compiled = await admin.rows(
    `select left(query, 200) as query, jit_functions, calls
    from pg_stat_statements
    where jit_functions > 0 and not toplevel and dbid = (select oid from pg_database where datname = current_database())`,
  )
  assert.deepEqual(compiled, [])
  assert.ok(
    Number(await admin.value(`select count(*) from pg_stat_statements where jit_functions > 0`)) >
      0,
    'it does compile what nobody forbids',
  )
})
