/**
 * On a database that writes dates, intervals, numbers and bytes in other formats, the hub answers and works as
 * elsewhere.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../../src/api/api.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { generateKey } from '../../../src/core/secrets.ts'
import { openCaseHub } from '../../support/ingress/case-hub.ts'
import { EXTERNAL_IDS } from '../../support/relay/counter-orders.ts'
import { runHubHere } from '../../support/process/hub-program.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { ODD_HOUSES, prescribe } from '../../support/database/odd-settings.ts'
import { PANEL_ROUTES, type PanelThings, panelThings } from '../../support/panel/panel-routes.ts'
import { playCase, readCases } from '../../support/ingress/play-case.ts'
import { openTestPanel, type TestPanel } from '../../support/panel/test-panel.ts'
import { issueToken } from '../../../src/commands/operator/token.ts'

type Said = Readonly<Record<string, string>>

/** What differs each time: keys of forms, and the age of the oldest waiting row by the database's clock. */
const NEW =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=já vencido<\/dt><dd class="value">)[^<]*/g

/** Every screen and file of the panel. */
async function screens(panel: TestPanel, things: PanelThings): Promise<Said> {
  const shown: Record<string, string> = {}
  for (const { method, path, pode, ok, at } of PANEL_ROUTES) {
    if (method !== 'GET' || pode === null || path.startsWith('/ao-vivo/')) continue
    const { status, text } = await panel.call('GET', at(things), { as: 'admin' })
    assert.ok(ok.includes(status), `${path}: ${status} ${panel.logged.join('')}`)
    const same = text.replaceAll(NEW, 'NEW')
    // The minutes on the first screen advance while the test reads.
    shown[path] = `${status} ${path === '/' ? same.replaceAll(/\d+/g, '0') : same}`
  }
  return shown
}

const READS = [
  '/api/integracoes/eventos?limite=200',
  `/api/pedidos?external_id=${EXTERNAL_IDS.pronto}`,
]

const COMMANDS = [
  'event list',
  `order show --external-id ${EXTERNAL_IDS.pronto}`,
  'connector list',
  'tenant list',
  'token list',
  'verify',
  'doctor',
]

test('screens, the API and the command line answer the same, whatever the database prescribes to sessions', async (t) => {
  const now = systemClock.now()
  const panel = await openTestPanel(t, { clock: { ...systemClock, now: () => now } })
  const things = await panelThings(panel)
  const log = createLogger({ level: 'silent' })
  const app = createApi({
    query: panel.query,
    receive: () => Promise.reject(new Error('nothing is sent')),
    log,
    version: '0.0.0-test',
    publicUrl: 'http://127.0.0.1:8080',
  })
  const { token } = await panel.query
    .as({ tenants: 'todos', ator: 'teste' })
    .transaction((run) =>
      issueToken(run, { nome: 'leitor', papel: 'leitor', tenants: [123], ator: 'teste' }),
    )
  const env = {
    DATABASE_URL: panel.url,
    DATA_DIR: tempDir(t),
    SECRETS_KEY: generateKey(),
    PUBLIC_PORT: '0',
    INTERNAL_PORT: '0',
  }
  const read = async (path: string) => {
    const answer = await app.request(path, { headers: { authorization: `Bearer ${token}` } })
    return `${answer.status} ${await answer.text()}`
  }
  // Its use is recorded once a minute, so not during this test.
  await panel.client.rows(`update hub.api_token set usado_em = now() + interval '1 h'`)
  const walk = async (): Promise<Said> => {
    const said: Record<string, string> = { ...(await screens(panel, things)) }
    for (const path of READS) said[path] = await read(path)
    for (const typed of COMMANDS) {
      const args = typed.split(' ')
      const { code, stdout, stderr } = await runHubHere([...args, '--json'], env)
      // Ages and speeds differ each time.
      const text = typed === 'doctor' ? stdout.replaceAll(/\d+/g, '0') : stdout
      said[`hub ${typed}`] = `${code} ${text}${stderr}`
    }
    return said
  }
  const usual = await walk()
  for (const path of READS) assert.match(usual[path] ?? '', /^200 /)
  for (const typed of COMMANDS) {
    assert.match(usual[`hub ${typed}`] ?? '', typed === 'doctor' ? /^[01] \{/ : /^0 [[{]/, typed)
  }
  for (const [house, settings] of Object.entries(ODD_HOUSES)) {
    await prescribe(panel.client, panel.url, settings)
    const odd = await walk()
    for (const [of, said] of Object.entries(usual)) {
      const other = odd[of] ?? ''
      const at = [...said].findIndex((char, index) => char !== other[index])
      const near = (text: string) => text.slice(Math.max(0, at - 40), at + 80)
      assert.ok(said === other, `${of}, ${house}: ${near(said)} → ${near(other)}`)
    }
  }
})

test('a notification becomes an order that is PRONTO, and a sweep finds what was lost, whatever the database prescribes', async (t) => {
  const played = ['order-with-its-shipment', 'dead-request-blocks-sweep', 'tie-fraud-flag']
  const cases = readCases().filter(({ name }) => played.includes(name))
  assert.equal(cases.length, played.length)
  for (const [house, settings] of Object.entries(ODD_HOUSES)) {
    await t.test(house, async (t) => {
      const hub = await openCaseHub(t)
      await prescribe(hub.sql, hub.url, settings)
      for (const each of cases) await playCase(hub, each)
    })
  }
})
