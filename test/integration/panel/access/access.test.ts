/** Every route of the panel × every role, on the server: hiding a button does not refuse a request. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sso } from '../../../../src/panel/entrance/sso.ts'
import { mayDo, ROLES, PERMISSIONS } from '../../../../src/panel/session/permissions.ts'
import { oddSettings } from '../../../support/database/odd-settings.ts'
import {
  PANEL_ROUTES,
  type PanelRoute,
  panelThings,
  type PanelThings,
} from '../../../support/panel/panel-routes.ts'
import type { SqlClient } from '../../../support/database/sql-client.ts'
import {
  type Called,
  openTestPanel,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'

const REFUSAL = 'Seu papel não permite fazer isso'

const EVERYBODY = [...ROLES, 'outro', null] as const

const papelOf = (who: Who) => (who === 'outro' ? 'operador' : who)

const isAllowed = ({ pode }: PanelRoute, who: Who | null) =>
  pode === null || (who !== null && pode.every((permission) => mayDo(papelOf(who), permission)))

/** A stream never ends by itself: the panel's stop ends it. */
const isLive = ({ path }: PanelRoute) => path.startsWith('/ao-vivo/')

function ask(panel: TestPanel, route: PanelRoute, things: PanelThings, who: Who | null) {
  return panel.call(route.method, route.at(things), {
    ...(who === null ? {} : { as: who }),
    ...(route.method === 'POST' ? { form: {} } : {}),
  })
}

/** What came back that was not to; nothing of it is the refusal of a papel. */
function unexpected(route: PanelRoute, who: Who | null, { status, text }: Called): string[] {
  const expected = who === 'outro' ? route.alheio : route.ok
  if (expected.includes(status) && !text.includes(REFUSAL)) return []
  return [
    `${route.method} ${route.path} for ${who}: ${status} in place of ${expected.join(' or ')}`,
  ]
}

/** What is in the tables of the hub, but for when each session was last seen. */
async function contents(client: SqlClient): Promise<Readonly<Record<string, string>>> {
  const tables = await client.rows<{ nome: string }>(
    `select c.relname as nome from pg_class as c
     where c.relnamespace = 'hub'::regnamespace and c.relkind = 'r' order by 1`,
  )
  const all: Record<string, string> = {}
  for (const { nome } of tables) {
    const row = nome === 'operador_sessao' ? `(to_jsonb(t) - 'vista_em')::text` : 't::text'
    all[nome] = await client.value(
      `select count(*) || ' ' || coalesce(md5(string_agg(${row}, ',' order by ${row})), '') from hub.${nome} as t`,
    )
  }
  return all
}

test('the table holds every route of the panel, and none that is not', async (t) => {
  const entrance = { passwordLogin: true, sso: {} as Sso }
  const { panel } = await openTestPanel(t, { change: (deps) => ({ ...deps, entrance }) })
  const plain = (path: string) => path.replaceAll(/\{(?:[^{}]|\{[^}]*\})*\}/g, '')
  const real = panel.app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${plain(path)}`)
  const known = PANEL_ROUTES.map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual([...new Set(real)].toSorted(), known.toSorted())
})

test('every permission guards a route', () => {
  const asked = new Set(PANEL_ROUTES.flatMap(({ pode }) => pode ?? []))
  assert.deepEqual([...asked].toSorted(), Object.keys(PERMISSIONS).toSorted())
})

test('on every route, an operator without the permission is refused, and nothing is written', async (t) => {
  const panel = await openTestPanel(t)
  const things = await panelThings(panel)
  const before = await contents(panel.client)
  for (const route of PANEL_ROUTES) {
    for (const who of EVERYBODY) {
      if (isAllowed(route, who)) continue
      const { status, location, text } = await ask(panel, route, things, who)
      const about = `${route.method} ${route.path} for ${who}`
      if (who !== null) {
        assert.equal(status, 403, about)
        assert.match(text, /Acesso negado/, about)
      } else if (isLive(route)) assert.equal(status, 401, about)
      else {
        assert.equal(status, 303, about)
        assert.match(location ?? '', /^\/entrar(?:\?volta=|$)/, about)
      }
    }
  }
  assert.deepEqual(await contents(panel.client), before)
})

test('leitor and auditor change nothing of the hub: every form but those of their own account is refused', async () => {
  const open = (who: 'leitor' | 'auditor') =>
    PANEL_ROUTES.filter((route) => route.method === 'POST' && isAllowed(route, who)).map(
      ({ path }) => path,
    )
  const own = [
    '/entrar',
    '/conta/senha',
    '/conta/sessoes/:sessao/encerrar',
    '/conta/sessoes/encerrar',
    '/retomar/descartar',
    '/uma-vez/dispensar',
    '/sair',
  ]
  assert.deepEqual(open('leitor'), own)
  // Taking a copy of the audit along changes nothing, but is noted.
  assert.deepEqual(open('auditor'), ['/entrar', '/auditoria/exportar', ...own.slice(1)])
})

test('an operator with the permission sees every screen, whatever the settings of database sessions, and reading changes nothing', async (t) => {
  const panel = await openTestPanel(t)
  const things = await panelThings(panel)
  const name = new URL(panel.url).pathname.slice(1)
  for (const setting of oddSettings)
    await panel.client.rows(`alter database ${name} set ${setting}`)
  await panel.client.rows(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and usename = 'hub_service'`,
  )
  const before = await contents(panel.client)
  const wrong: string[] = []
  for (const route of PANEL_ROUTES) {
    if (route.method !== 'GET' || isLive(route)) continue
    for (const who of EVERYBODY) {
      if (!isAllowed(route, who)) continue
      const answer = await ask(panel, route, things, who)
      wrong.push(...unexpected(route, who, answer))
      if (route.pode !== null) assert.equal(answer.headers.get('cache-control'), 'no-store')
    }
  }
  assert.deepEqual(wrong, [])
  assert.deepEqual(await contents(panel.client), before)
})

test("an operator with the permission may act, and gets 404 for another tenant's rows", async (t) => {
  const panel = await openTestPanel(t)
  const things = await panelThings(panel)
  const wrong: string[] = []
  for (const who of EVERYBODY) {
    for (const route of PANEL_ROUTES) {
      if (route.method !== 'POST' || !isAllowed(route, who)) continue
      wrong.push(...unexpected(route, who, await ask(panel, route, things, who)))
    }
  }
  assert.deepEqual(wrong, [])
})

test('in read-only mode every form is refused but those that sign in and out', async (t) => {
  const panel = await openTestPanel(t, { change: (deps) => ({ ...deps, readOnly: true }) })
  const things = await panelThings(panel)
  const before = await contents(panel.client)
  for (const route of PANEL_ROUTES) {
    if (route.method !== 'POST' || ['/entrar', '/sair'].includes(route.path)) continue
    for (const who of ROLES) {
      const { status } = await ask(panel, route, things, who)
      assert.equal(status, 403, `${route.path} for ${who}`)
    }
  }
  assert.deepEqual(await contents(panel.client), before)
})

const namesIn = (html: string) =>
  [...html.matchAll(/ name="([a-z_]+)"/g)].map(([, name]) => name ?? '')

const ODD = ['a\0b', '9'.repeat(30), '\u202E<script>alert(1)</script>'.repeat(20)]

test('whatever is put into a field or an address, no route of the panel fails', async (t) => {
  const panel = await openTestPanel(t)
  const things = await panelThings(panel)
  const asked = PANEL_ROUTES.filter(
    (route) => route.path !== '/sair' && !isLive(route) && isAllowed(route, 'admin'),
  )
  /** The fields of every screen, and of each its own, as its filters have them. */
  const names = new Set<string>()
  const own = new Map<PanelRoute, ReadonlySet<string>>()
  for (const route of asked.filter(({ method }) => method === 'GET')) {
    const { text } = await ask(panel, route, things, 'admin')
    const filters = text.match(/<form[^>]*method="get".*?<\/form>/gs)?.join('') ?? ''
    own.set(route, new Set([...namesIn(filters), 'cursor']))
    for (const name of namesIn(text)) names.add(name)
  }
  assert.ok(names.size > 30, [...names].join(' '))
  const wrong: string[] = []
  const check = ({ method, path }: PanelRoute, odd: string, { status, text }: Called) => {
    if (status < 500 && !text.includes('<script>alert')) return
    wrong.push(`${method} ${path} with ${JSON.stringify(odd.slice(0, 9))}: ${status}`)
  }
  for (const route of asked) {
    for (const odd of ODD) {
      if (route.method === 'POST') {
        const form = Object.fromEntries([...names].map((name) => [name, odd]))
        check(route, odd, await panel.call('POST', route.at(things), { as: 'admin', form }))
      }
      for (const name of own.get(route) ?? []) {
        const address = `${route.at(things).split('?')[0]}?${name}=${encodeURIComponent(odd)}`
        check(route, odd, await panel.call('GET', address, { as: 'admin' }))
      }
    }
  }
  assert.deepEqual(wrong, [])
})
