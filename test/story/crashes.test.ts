/**
 * Promises 1, 2 and 4 in one story: 5,000 events from 8 clients, while the processes of the service are killed at
 * random and PostgreSQL is restarted without a checkpoint. Each event that was answered 202 has its effect exactly
 * once; the service's own `hub verify` agrees; nothing needs a hand.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createLogger } from '../../src/core/log.ts'
import { createSecrets, parseKeys } from '../../src/core/secrets.ts'
import { type EmbeddedServer, startEmbedded } from '../../src/db/embedded/embedded.ts'
import { migrate } from '../../src/db/migrate/migrate.ts'
import { prepareTenant } from '../support/relay/engine.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/process/free-port.ts'
import { serviceProcess } from '../support/process/service-process.ts'
import { sqlClient } from '../support/database/sql-client.ts'
import { makeTenant } from '../support/tenant.ts'

const total = 5000
const clients = 8
const orders = total / 4
const root = join(import.meta.dirname, '../..')
const log = createLogger({ level: 'error' })

/** Four events an order: a creation, two labels of which the later wins, and a change of status. */
function event(n: number): object {
  const order = Math.floor(n / 4)
  const common = { canal: 'ML', tenantId: 123, externalId: `ORD-${order}` }
  switch (n % 4) {
    case 0:
      return {
        ...common,
        tipo: 'ORDER_CREATED',
        versao: 1,
        payload: {
          destinatario: { nome: `Pessoa ${order}`, telefone: '+5511999990000' },
          itens: [{ sku: 'ABC-1', quantidade: 1 + (order % 5) }],
        },
      }
    case 1:
      return {
        ...common,
        tipo: 'LABEL_AVAILABLE',
        versao: 2,
        payload: { etiqueta: `BR-OLD-${order}` },
      }
    case 2:
      return { ...common, tipo: 'LABEL_AVAILABLE', versao: 3, payload: { etiqueta: `BR-${order}` } }
    default:
      return { ...common, tipo: 'STATUS_CHANGED', versao: 4, payload: { status: 'ready_to_ship' } }
  }
}

/** A seeded order, so that a failure can be repeated. */
function shuffled(count: number, seed: number): number[] {
  const numbers = Array.from({ length: count }, (_, n) => n)
  let state = seed
  for (let i = count - 1; i > 0; i -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const j = state % (i + 1)
    ;[numbers[i], numbers[j]] = [numbers[j] as number, numbers[i] as number]
  }
  return numbers
}

test('each event answered 202 has its effect exactly once, through SIGKILL of every process and restarts of PostgreSQL', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-story-'))
  chmodSync(dataDir, 0o755)
  let server: EmbeddedServer = await startEmbedded({ dataDir, log })
  const { url } = server
  t.after(async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  await migrate({ url, sqlDir: join(root, 'sql'), log })

  const key = randomBytes(32).toString('base64')
  const setUp = await sqlClient(t, url)
  await prepareTenant(setUp)
  const { secret } = await makeTenant(setUp, createSecrets(parseKeys(key)))
  const env = { DATABASE_URL: url, SECRETS_KEY: key, DATA_DIR: dataDir }
  const services = await Promise.all(
    [1, 2].map(async () => serviceProcess(t, [await freePort(), await freePort()], env)),
  )
  await Promise.all(services.map((service) => service.start()))

  const accepted = new Map<number, string>()
  const queue = shuffled(total, 42)
  let disturbing = Promise.resolve()
  let disturbances = 0

  async function disturb(n: number): Promise<void> {
    disturbances += 1
    if (n % 4 === 3) {
      process.kill(server.pid, 'SIGQUIT')
      await eventually(() => !isAlive(server.pid), {
        what: 'PostgreSQL is down',
        timeoutMs: 30_000,
      })
      server = await startEmbedded({ dataDir, log })
      assert.equal(server.url, url, 'it comes back where it was')
      return
    }
    const service = services[n % services.length]
    await service?.kill()
    await service?.start()
  }

  async function client(name: number): Promise<void> {
    for (let n = queue.pop(); n !== undefined; n = queue.pop()) {
      const body = JSON.stringify(event(n))
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      for (let attempt = name; !accepted.has(n); attempt += 1) {
        const answer = await post(
          services[attempt % services.length]?.publicUrl ?? '',
          body,
          signature,
        )
        if (answer?.status === 202)
          accepted.set(n, ((await answer.json()) as { eventoId: string }).eventoId)
        else await disturbing.catch(() => {})
      }
      if (accepted.size % 420 === 0) {
        const turn = accepted.size / 420
        disturbing = disturbing.then(() => disturb(turn))
      }
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, name) => client(name)))
  await disturbing
  assert.equal(accepted.size, total)
  assert.ok(disturbances >= 8, `${disturbances} disturbances`)

  const db = await sqlClient(t, url)
  await eventually(
    async () => (await db.value('select count(*) from hub.integracao_outbox')) === '0',
    {
      what: 'the outbox is empty',
      timeoutMs: 120_000,
    },
  )
  const [counts] = await db.rows(
    `select
      (select count(*)::int from hub.integracao_evento where status = 'PROCESSADO') as processados,
      (select count(*)::int from hub.integracao_evento where status not in ('PROCESSADO', 'DUPLICADO')) as outros,
      (select count(*)::int from hub.pedido where status = 'PRONTO') as prontos,
      (select count(*)::int from hub.pedido) as pedidos,
      (select count(*)::int from hub.volume as v join hub.pedido as p on p.id = v.pedido_id
        where v.etiqueta_externa = 'BR-' || substr(p.external_id, 5)) as etiquetas,
      (select count(*)::int from hub.pedido_item as i join hub.pedido as p on p.id = i.pedido_id
        where i.quantidade = 1 + substr(p.external_id, 5)::int % 5) as itens,
      (select count(*)::int from hub.notificacao where status = 'REGISTRADA') as avisos,
      (select count(*)::int from hub.notificacao) as todos_os_avisos,
      (select count(*)::int from hub.aviso_local) as registros`,
  )
  assert.deepEqual(counts, {
    processados: total,
    outros: 0,
    prontos: orders,
    pedidos: orders,
    etiquetas: orders,
    itens: orders,
    avisos: orders,
    todos_os_avisos: orders,
    registros: orders,
  })
  const stored = await db.value<string>(
    'select count(*) from hub.integracao_evento where id = any ($1)',
    [[...accepted.values()]],
  )
  assert.equal(stored, String(total), 'every id that was answered is stored')

  const verified = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', join(root, 'src/main.ts'), 'verify', '--json'],
    { env: { PATH: process.env['PATH'], ...env } },
  )
  assert.ok(verified.stdout.length > 0, 'hub verify exits 0 and says what it found')
})

async function post(url: string, body: string, signature: string): Promise<Response | undefined> {
  try {
    return await fetch(`${url}/api/integracoes/ml/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-tenant': '123',
        'x-ml-signature': `sha256=${signature}`,
      },
      body,
    })
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
