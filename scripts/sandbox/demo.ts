/**
 * `make demo`: the service beside the sandbox marketplace, connected as an operator would connect it, with live traffic.
 * Everything is done from outside: by the commands, and by the browser's part of the authorization.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { SKUS } from './lives.ts'

const TENANT = '123'
const SELLER = '468424240'
const CLIENT_ID = '5503910054141466'
const CLIENT_SECRET = 'segredo-da-demonstracao'
const SANDBOX = 'http://127.0.0.1:9090'

const root = join(import.meta.dirname, '../..')
const dataDir = process.env['DATA_DIR'] ?? '.data'
const env = {
  ...process.env,
  ML_API_URL: SANDBOX,
  ML_AUTH_URL: SANDBOX,
  ML_APP_RATE: '50',
  ML_SELLER_RATE: '50',
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
}
const run = promisify(execFile)
const node = (...args: readonly string[]) => ['--import', 'tsx', ...args]

/** A command of the hub, with its answer in JSON. */
async function hub(...args: readonly string[]): Promise<Record<string, string>> {
  const all = node('src/main.ts', ...args, '--json')
  const { stdout } = await run(process.execPath, all, { cwd: root, env })
  return JSON.parse(stdout) as Record<string, string>
}

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, node(...args), { cwd: root, env, stdio: 'inherit' })
}

/** Until it answers, or the program that should has ended. */
async function answers(url: string, program: ChildProcess): Promise<boolean> {
  while (program.exitCode === null && program.signalCode === null) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok === true) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

const children = [start('src/main.ts', 'start', '--demo')]
const [service] = children as [ChildProcess]
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopping = true
    for (const child of children) child.kill('SIGTERM')
  })
}
const internal = `http://127.0.0.1:${process.env['INTERNAL_PORT'] ?? '8081'}`
if (await answers(`${internal}/readyz`, service)) await connect()
const [code] = (await once(service, 'exit')) as [number | null]
for (const child of children) child.kill('SIGTERM')
process.exitCode = code ?? 1

async function connect(): Promise<void> {
  mkdirSync(resolve(root, dataDir), { recursive: true })
  const secretFile = resolve(root, dataDir, 'demo-client-secret')
  writeFileSync(secretFile, CLIENT_SECRET, { mode: 0o600 })
  const connector = [
    'connector',
    'set',
    '--tenant',
    TENANT,
    '--canal',
    'ML',
    '--client-id',
    CLIENT_ID,
  ]
  const { urlWebhook = '' } = await hub(
    ...connector,
    ...['--client-secret-file', secretFile, '--user-id', SELLER],
  )
  for (const sku of SKUS) {
    await hub(
      'map',
      'sku',
      'set',
      '--tenant',
      TENANT,
      '--canal',
      'ML',
      '--externo',
      sku,
      '--interno',
      sku,
    )
  }
  if (stopping) return
  const market = start('scripts/sandbox/main.ts', '--notify', urlWebhook, '--seller', SELLER)
  children.push(market)
  if (!(await answers(`${SANDBOX}/livez`, market))) return
  const { url = '' } = await hub('connector', 'authorize', '--tenant', TENANT)
  const page = await fetch(url)
  process.stdout.write(
    page.ok
      ? 'Conta autorizada; os pedidos começam a chegar. Veja-os com: npm run -s hub -- event list\n'
      : `A autorização falhou: o endereço de retorno respondeu ${page.status}.\n`,
  )
}
