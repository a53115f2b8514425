/**
 * `make demo`: the service beside the sandbox marketplace, connected as an operator would connect it, with live traffic
 * and one of each kind of problem. Everything is done from outside: by the commands, by requests, and by the browser's
 * part of the authorization. Ports that are taken are replaced by free ones.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { DEMO_SETTINGS_FILE } from '../../src/commands/start/demo-environment.ts'
import { freePort } from './demo-ports.ts'
import { bringProblems, UNCERTAIN_ORDER } from './demo-problems.ts'
import { startGateway } from './gateway.ts'
import { SKUS } from './lives.ts'

const TENANT = '123'
const SELLER = '468424240'
const CLIENT_ID = '5503910054141466'
const CLIENT_SECRET = 'segredo-da-demonstracao'

const root = join(import.meta.dirname, '../..')
const dataDir = resolve(root, process.env['DATA_DIR'] || '.data')
const run = promisify(execFile)
const node = (...args: readonly string[]) => ['--import', 'tsx', ...args]

const gateway = await startGateway(UNCERTAIN_ORDER)
const sandboxPort = await freePort(9090)
const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
/** The settings of the service and of every command beside it. The environment overrides them. */
const settings = {
  ML_API_URL: sandboxUrl,
  ML_AUTH_URL: sandboxUrl,
  ML_APP_RATE: '50',
  ML_SELLER_RATE: '50',
  NOTIFY_WHATSAPP: gateway.url,
  PUBLIC_PORT: process.env['PUBLIC_PORT'] ?? String(await freePort(8080)),
  INTERNAL_PORT: process.env['INTERNAL_PORT'] ?? String(await freePort(8081)),
}
const env = { ...settings, LOG_LEVEL: 'warn', ...process.env }
const publicUrl = `http://127.0.0.1:${env.PUBLIC_PORT}`
const internalUrl = `http://127.0.0.1:${env.INTERNAL_PORT}`

mkdirSync(dataDir, { recursive: true })
const settingsFile = join(dataDir, DEMO_SETTINGS_FILE)
writeFileSync(settingsFile, JSON.stringify({ pid: process.pid, settings }, null, 2))

/** A command of the hub, with its answer in JSON. */
async function hub(...args: readonly string[]): Promise<Record<string, string>> {
  const all = node('src/main.ts', ...args, '--json')
  const { stdout } = await run(process.execPath, all, { cwd: root, env })
  return JSON.parse(stdout) as Record<string, string>
}

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, node(...args), { cwd: root, env, stdio: 'inherit' })
}

/** Waits until it answers, or its program has ended. */
async function answers(url: string, program: ChildProcess): Promise<boolean> {
  while (program.exitCode === null && program.signalCode === null) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok === true) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

const tell = (...lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`)

const children = [start('src/main.ts', 'start', '--demo')]
const [service] = children as [ChildProcess]
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopping = true
    for (const child of children) child.kill('SIGTERM')
  })
}
if (await answers(`${internalUrl}/readyz`, service)) await connect()
const [code] = (await once(service, 'exit')) as [number | null]
for (const child of children) child.kill('SIGTERM')
gateway.stop()
rmSync(settingsFile, { force: true })
process.exitCode = code ?? 1

async function connect(): Promise<void> {
  const secretFile = join(dataDir, 'demo-client-secret')
  writeFileSync(secretFile, CLIENT_SECRET, { mode: 0o600 })
  const account = [
    '--client-id',
    CLIENT_ID,
    '--client-secret-file',
    secretFile,
    '--user-id',
    SELLER,
  ]
  const { urlWebhook = '' } = await hub(
    ...['connector', 'set', '--tenant', TENANT, '--canal', 'ML', ...account],
  )
  for (const sku of SKUS) {
    const mapping = ['--canal', 'ML', '--externo', sku, '--interno', sku]
    await hub('map', 'sku', 'set', '--tenant', TENANT, ...mapping)
  }
  if (stopping) return
  const market = start(
    ...['scripts/sandbox/main.ts', '--port', String(sandboxPort)],
    ...['--notify', urlWebhook, '--seller', SELLER],
  )
  children.push(market)
  if (!(await answers(`${sandboxUrl}/livez`, market))) return
  const { url = '' } = await hub('connector', 'authorize', '--tenant', TENANT)
  const page = await fetch(url)
  if (!page.ok) {
    tell(`A autorização falhou: o endereço de retorno respondeu ${page.status}.`)
    return
  }
  tell('Conta autorizada; os pedidos começam a chegar. Veja-os com: npm run -s hub -- event list')
  const problems = await bringProblems({
    publicUrl,
    urlWebhook,
    webhookSecret: webhookSecret(),
    sellerId: SELLER,
    clientId: CLIENT_ID,
    tenantId: Number(TENANT),
  })
  tell('Um problema de cada tipo espera por você:', ...problems.map((line) => `  ${line}`))
}

function webhookSecret(): string {
  const demonstration = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as {
    readonly webhookSecret: string
  }
  return demonstration.webhookSecret
}
