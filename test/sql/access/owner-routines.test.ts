/** A routine that runs as its owner sees every store: it must show a caller of one store that store alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type pg from 'pg'
import { sourceFiles } from '../../architecture/source-files.ts'
import { testDatabase } from '../../support/database/database.ts'
import {
  BY_PEOPLE,
  OF_EVERYBODY,
  OF_THE_HUB,
  OF_WHO_ASKS,
} from '../../support/database/owner-routines.ts'
import { serviceUrl } from '../../support/database/service-url.ts'
import { sqlClient, type SqlClient } from '../../support/database/sql-client.ts'
import { fillStore, NOTHING, type StoreThings } from '../../support/marketplace/store-of.ts'

interface Routine {
  readonly nome: string
  readonly argumentos: readonly string[]
}

const owned = `
  select p.oid::regproc::text as nome, p.proargnames as argumentos
  from pg_proc as p
  where p.prosecdef
    and p.prokind in ('f', 'p')
    and has_function_privilege('hub_service', p.oid, 'execute')
  order by 1`

/** How a session says whose it is, and how a call does. */
const WAYS = [
  { de: 'the session', tenants: '{123}', passa: false },
  { de: 'the argument', tenants: '*', passa: true },
  { de: 'both', tenants: '{123}', passa: true },
] as const

type Way = (typeof WAYS)[number]

interface Answer {
  readonly por: string
  readonly resposta: string
}

/** Every call of the table about one store's things, each undone: what was answered, or why not. */
async function ask(service: SqlClient, routines: readonly Routine[], of: StoreThings) {
  const answers: Answer[] = []
  for (const { nome, argumentos } of routines) {
    const called = BY_PEOPLE[nome]
    if (called === undefined) continue
    const scope = ['p_escopo', 'p_tenants'].find((name) => argumentos.includes(name))
    const ways = WAYS.filter(({ passa }) => !passa || scope !== undefined)
    for (const [at, args] of called.com(of).entries()) {
      for (const way of ways) {
        const answer = await callOnce(service, nome, args, way, scope)
        const isNew = called.nova === true && !answer.startsWith('recusado')
        const resposta = isNew ? 'aceito' : answer
        answers.push({ por: `${nome} ${at + 1}, scoped by ${way.de}`, resposta })
      }
    }
  }
  return answers
}

async function callOnce(
  service: SqlClient,
  nome: string,
  args: Readonly<Record<string, unknown>>,
  { tenants, passa }: Way,
  scope: string | undefined,
): Promise<string> {
  const given = Object.entries({ ...args, ...(passa && scope ? { [scope]: '{123}' } : {}) })
  // An argument without a default has to be there.
  if (nome === 'search.search_orders' || nome === 'bulk.plan') {
    if (!passa) given.push(['p_tenants', null])
  }
  const text = given.map(([name], at) => `${name} => $${at + 1}`).join(', ')
  await service.rows('begin')
  try {
    await service.rows(`select set_config('hub.tenants', '${tenants}', true)`)
    const rows = await service.rows(
      `select to_jsonb(r)::text as r from ${nome}(${text}) as r`,
      given.map(([, value]) => value),
    )
    return JSON.stringify(rows.map(({ r }) => r))
  } catch (error) {
    const { code, message } = error as pg.DatabaseError
    return `recusado: ${code} ${message}`
  } finally {
    await service.rows('rollback')
  }
}

test('every routine that runs as its owner is in the test’s table, and no screen or route calls one that is the hub’s own', async (t) => {
  const { url } = await testDatabase(t)
  const admin = await sqlClient(t, url)
  const routines = await admin.rows<Routine & Record<string, unknown>>(owned)
  const known = [...OF_THE_HUB, ...OF_WHO_ASKS, ...OF_EVERYBODY, ...Object.keys(BY_PEOPLE)]
  assert.deepEqual(
    routines.map(({ nome }) => nome),
    known.toSorted((a, b) => (a < b ? -1 : 1)),
  )
  const shown = sourceFiles('src', /\.tsx?$/).filter(({ path }) =>
    /^src\/(?:panel|api)\//.test(path),
  )
  assert.ok(shown.length > 100)
  const named = OF_THE_HUB.flatMap((nome) => {
    const call = new RegExp(`\\b${nome.replace('.', '\\.')}\\(`)
    return shown.filter(({ text }) => call.test(text)).map(({ path }) => `${path}: ${nome}`)
  })
  assert.deepEqual(named, [])
})

test('each routine answers a session of one store as if no other store existed', async (t) => {
  const { url } = await testDatabase(t)
  const admin = await sqlClient(t, url)
  const service = await sqlClient(t, serviceUrl(url))
  const routines = await admin.rows<Routine & Record<string, unknown>>(owned)
  await admin.rows(`select access.create_operator('chefe', 'Chefe', 'admin', '{}', null, 'teste')`)
  const own = await fillStore(admin, 123, 'PROPRIA')
  const alone = await ask(service, routines, own)
  const refused = alone.filter(({ resposta }) => resposta.startsWith('recusado'))
  const other = await fillStore(admin, 456, 'CANARIO')
  // Of its labels and sources there are more than any list takes.
  await admin.rows(`
    with p as (
      insert into hub.pedido (tenant_id, canal, external_id, status)
      select 456, 'ML', 'PRONTO-' || n, 'PRONTO' from generate_series(1, 60) as n returning id
    )
    insert into hub.volume (pedido_id, etiqueta_externa) select p.id, 'BR123456789' from p`)
  const beside = await ask(service, routines, own)
  assert.deepEqual(beside, alone)
  const said = beside.map(({ resposta }) => resposta).join('\n')
  assert.doesNotMatch(said, /CANARIO|canario|\b456\b/)
  assert.match(said, /PROPRIA/, 'what is its own is told')
  // What is refused of its own is so for what it is, or as a mapping for every store.
  assert.deepEqual(
    [...new Set(refused.map(({ por }) => por.split(' ')[0]))],
    [
      'bulk.resume',
      'connectors.create_connector',
      'processing.mapping_impact',
      'processing.save_status_mapping',
      'relay.discard',
      'relay.requeue_dead',
      'tenants.save_tenant',
    ],
  )

  const foreign = await ask(service, routines, other)
  const nothing = await ask(service, routines, NOTHING)
  assert.deepEqual(foreign, nothing)
  const accepted = foreign.filter(({ resposta }) => !resposta.startsWith('recusado'))
  assert.deepEqual(
    [...new Set(accepted.map(({ por }) => por.split(' ')[0]))],
    ['connectors.would_be_refused', 'search.notice_texts', 'search.search_orders'],
    'lists, which have nothing in them, or what is its own',
  )
})
