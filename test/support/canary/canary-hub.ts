/**
 * A whole hub beside a sandbox marketplace, connected as an operator connects it, in which every personal datum and
 * every secret is a canary. Everything that it says is kept.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { startSandbox } from '../../../scripts/sandbox/sandbox.ts'
import type { Order } from '../../../scripts/sandbox/truth.ts'
import { generateKey } from '../../../src/core/secrets.ts'
import { createCanaries, type Said } from './canaries.ts'
import { testDatabase } from '../database/database.ts'
import { eventually } from '../eventually.ts'
import { tempDir } from '../process/in-process.ts'
import { seller } from '../marketplace/marketplace-seller.ts'
import { type HubRun, runHub } from '../process/run-hub.ts'
import { sqlClient } from '../database/sql-client.ts'
import { startTalking } from '../marketplace/talking-service.ts'
import { tapMarketplace } from '../marketplace/tapped-marketplace.ts'

export const buyer = { firstName: 'Zuleikanda', lastName: 'Vermelhônsky', doc: '39053344705' }
export const receiver = { firstName: 'Quitéribalda', lastName: 'Ximenhães' }
export const telefone = '+5511983746152'
export const endereco = 'Travessa do Pintassilgo 4711, "fundos"'
export const sku = 'SKU-DO-CANARIO'
const receiverName = `${receiver.firstName} ${receiver.lastName}`

/** What a list or an order shows of a name on purpose. */
export const MASKED = [buyer, receiver].map(
  ({ firstName, lastName }) => `${firstName} ${lastName[0]}.`,
)

export interface Answered {
  readonly status: number
  readonly text: string
}

interface CommandOptions {
  /** What it shows on purpose, once. [nothing] */
  readonly shows?: (json: Record<string, string>) => string | undefined
  /** It shows people, masked. [false] */
  readonly masked?: boolean
  /** [0] */
  readonly code?: number
}

export type CanaryHub = Awaited<ReturnType<typeof openCanaryHub>>

export async function openCanaryHub(t: TestContext) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  const canaries = createCanaries()
  const secret = (name: string) => {
    const value = `${name}.${randomBytes(15).toString('base64url')}`
    canaries.add('segredo', name, value)
    return value
  }
  const clientSecret = secret('client_secret')
  const webhookSecret = secret('webhook-secret')
  const metricsToken = secret('metrics-token')
  const secretsKey = generateKey()
  canaries.add('segredo', 'secrets key', secretsKey.split(':').at(-1) ?? '')
  canaries.add('segredo', 'database password', decodeURIComponent(new URL(url).password))
  for (const [name, value] of Object.entries({
    'buyer, first name': buyer.firstName,
    'buyer, last name': buyer.lastName,
    'receiver, first name': receiver.firstName,
    'receiver, last name': receiver.lastName,
    CPF: buyer.doc,
    telephone: telefone,
    address: endereco,
  })) {
    canaries.add('pessoa', name, value)
  }

  let urlWebhook = ''
  const sandbox = await startSandbox({
    application: { clientId: seller.clientId, clientSecret },
    sellerId: seller.userId,
    nowMs: () => Date.now(),
    habits: { copies: 1 },
    post: async (body) => (await call(urlWebhook, { method: 'POST', body })).status,
  })
  t.after(() => sandbox.stop())
  const market = await tapMarketplace(t, sandbox.url, (name, value) =>
    canaries.add('segredo', name, value),
  )
  // The sandbox hides telephones and has no addresses; the marketplace does show them, to some applications.
  market.rewrite = (path, body) => {
    if (/^\/(?:orders|shipments)\/\d+$/.test(path)) body['comments'] = endereco
    if (!('destination' in body)) return
    body['destination'] = {
      receiver_name: receiverName,
      receiver_phone: telefone,
      shipping_address: { address_line: endereco, comment: endereco },
    }
  }

  const dataDir = tempDir(t)
  const env = {
    DATABASE_URL: url,
    DATA_DIR: dataDir,
    SECRETS_KEY: secretsKey,
    METRICS_TOKEN: metricsToken,
    LOG_LEVEL: 'trace',
    ML_API_URL: market.url,
    ML_AUTH_URL: market.url,
    ML_APP_RATE: '1000',
    ML_SELLER_RATE: '1000',
    OUTBOUND_TIMEOUT: '1s',
    BACKOFF: '10min',
  }
  const said: Said[] = []
  const service = await startTalking(t, env)
  const commandEnv = { ...env, PUBLIC_URL: service.publicUrl }

  /** A command of the hub; what it printed is kept, but for what it shows by intention. */
  async function command(args: string, options: CommandOptions = {}): Promise<HubRun> {
    const { shows = () => undefined, masked = false, code = 0 } = options
    const run = await runHub(args.split(' '), commandEnv)
    assert.equal(run.code, code, `hub ${args}: ${run.stdout}${run.stderr}`)
    const shown = shows(args.includes('--json') ? json(run.stdout) : {})
    const stdout = shown === undefined ? run.stdout : run.stdout.replace(shown, '')
    keep(`hub ${args}`, `${stdout}\n${run.stderr}`, masked)
    return run
  }

  /** A request to the service; its answer is kept. */
  async function call(address: string, init: RequestInit = {}, masked = false): Promise<Answered> {
    const answer = await fetch(address, { redirect: 'manual', ...init })
    const body = await answer.text()
    const where = `answer ${said.length} (${init.method ?? 'GET'}, ${answer.status})`
    keep(where, `${JSON.stringify([...answer.headers])}\n${body}`, masked)
    return { status: answer.status, text: body }
  }

  function keep(where: string, text: string, masked: boolean): void {
    const left = masked ? withoutMasked(text) : text
    said.push({ where, text: left })
  }

  const tenant = 'tenant set --id 123 --nome Loja --endereco Rua --horario 9h'
  await command(`${tenant} --flag on --documento on`)
  const file = (name: string, value: string) => {
    writeFileSync(join(dataDir, name), value)
    return join(dataDir, name)
  }
  const connector = `connector set --tenant 123 --canal ML --client-id ${seller.clientId} --user-id ${seller.userId}`
  const files = `--client-secret-file ${file('cs', clientSecret)} --webhook-secret-file ${file('ws', webhookSecret)}`
  const [made, token] = await Promise.all([
    command(`${connector} ${files} --json`, { shows: ({ urlWebhook }) => urlWebhook }),
    command('token create --nome canario --papel admin --json', { shows: ({ token }) => token }),
    command(`map sku set --tenant 123 --canal ML --externo ${sku} --interno ${sku}`),
  ])
  urlWebhook = json(made.stdout)['urlWebhook'] ?? ''
  canaries.add('segredo', 'caminho', urlWebhook.split('/').at(-1) ?? '')
  const apiToken = json(token.stdout)['token'] ?? ''
  canaries.add('segredo', 'API token', apiToken)

  /** The address to which the browser comes back, having been on the marketplace's page. */
  async function authorization(): Promise<string> {
    const { stdout } = await command('connector authorize --tenant 123 --json', {
      shows: ({ url: page }) => page,
    })
    const there = await fetch(json(stdout)['url'] ?? '', { redirect: 'manual' })
    return there.headers.get('location') ?? ''
  }

  /** An order that is paid, and of which nobody has been told. */
  function paidOrder(): Order {
    const [order] = sandbox.truth.place([
      { sellerId: seller.userId, items: [{ sku, quantity: 1 }], buyer },
    ])
    assert.ok(order)
    sandbox.truth.pay(order)
    return order
  }

  /** Tells the hub that something has changed, an order where nothing else is said; resolves to the event's id, or ''. */
  async function notify(changes: object): Promise<string> {
    const body = JSON.stringify({
      _id: randomBytes(8).toString('hex'),
      resource: '/orders/1',
      topic: 'orders_v2',
      user_id: Number(seller.userId),
      application_id: Number(seller.clientId),
      sent: new Date().toISOString(),
      ...changes,
    })
    const { status, text } = await call(urlWebhook, { method: 'POST', body })
    assert.equal(status, 200)
    return json(text)['eventoId'] ?? ''
  }

  /** Waits until the log says of a fetch request what became of it; `erro` is the reason that people are told. */
  async function settled(eventId: string, resultado: string, erro?: string): Promise<void> {
    const own = () => service.lines().filter((line) => line['eventId'] === eventId)
    await eventually(() => own().some((line) => line['resultado'] === resultado), {
      what: `fetch request ${eventId} is ${resultado}`,
    })
    if (erro === undefined) return
    const [last] = await sql.rows<{ erro: string }>(
      'select erro from hub.evento_tentativa where evento_id = $1 order by id desc limit 1',
      [eventId],
    )
    assert.equal(last?.erro, erro)
  }

  const hub = { command, call, authorization, paidOrder, notify, settled }
  const secrets = { webhookSecret, metricsToken, apiToken, clientSecret }
  return { ...hub, canaries, sql, sandbox, market, service, said, urlWebhook, secrets, dataDir }
}

/** A text without the masked names, which are no leak. */
export function withoutMasked(text: string): string {
  return MASKED.reduce((left, name) => left.replaceAll(name, ''), text)
}

function json(text: string): Record<string, string> {
  return JSON.parse(text || '{}') as Record<string, string>
}
