/** What operators do to find a problem, by the command line, the API and the metrics. */
import assert from 'node:assert/strict'
import { echo, html } from './canary-answers.ts'
import { buyer, type CanaryHub, MASKED } from './canary-hub.ts'

interface Look {
  readonly args: string
  /** [0] */
  readonly code?: number
  /** It shows people, masked. [false] */
  readonly masked?: boolean
}

/** Three commands at a time; the marketplace fails some of them, and the hub keeps what is printed. */
export async function lookAtEverything(hub: CanaryHub): Promise<void> {
  const { command, call, sql, market, service, secrets } = hub
  const events = await sql.rows<{ id: string }>(
    `select min(e.id) as id from hub.integracao_evento as e
     where (e.tipo, e.status) in (('ORDER_CREATED', 'ERRO'), ('ORDER_UPDATED', 'PROCESSADO'), ('NOTIFICACAO', 'MORTO'))
     group by e.tipo order by e.tipo`,
  )
  assert.equal(events.length, 3)
  const [failed, updated, dead] = events.map(({ id }) => id)
  const order = await sql.value<string>(
    `select external_id from hub.pedido where status = 'PRONTO'`,
  )
  const missed = { messages: [{ request: { data: buyer.lastName } }, buyer] }
  market.instead('/users/me', echo(403))
  market.instead('/orders/search', html(500))
  market.instead('/missed_feeds', echo(200, missed))
  market.instead('/shipment_labels', echo(400))

  const show = `order show --external-id ${order}`
  const label = `order label --tenant 123 --external-id ${order} --arquivo`
  const looks: Look[] = [
    { args: 'connector test --tenant 123', code: 1 },
    { args: 'connector sync --tenant 123', code: 1 },
    { args: `${label} ${hub.dataDir}/etiqueta`, code: 1 },
    { args: 'event list' },
    { args: 'event list --json --limite 200' },
    { args: `event show ${failed}`, masked: true },
    { args: `event show ${updated} --json`, masked: true },
    { args: `event show ${dead}` },
    { args: show, masked: true },
    { args: `${show} --json`, masked: true },
    { args: 'doctor' },
    { args: 'doctor --json' },
  ]
  await Promise.all([work(), work(), work()])
  await command('connector test --tenant 123 --json')

  const by = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  const api = `${service.internalUrl}/api`
  const pedidos = `${api}/pedidos?external_id=${order}`
  const { text } = await call(pedidos, by(secrets.apiToken), true)
  assert.ok(MASKED.some((name) => text.includes(name)))
  const listed = await call(`${api}/integracoes/eventos?limite=200`, by(secrets.apiToken))
  assert.equal(listed.status, 200)
  const metrics = await call(`${service.internalUrl}/metrics`, by(secrets.metricsToken))
  assert.ok(/hub_attempts_total\{destino="ENRIQUECER",resultado="MORTO"\} [1-9]/.test(metrics.text))

  async function work(): Promise<void> {
    for (let look = looks.shift(); look !== undefined; look = looks.shift()) {
      await command(look.args, look)
    }
  }
}
