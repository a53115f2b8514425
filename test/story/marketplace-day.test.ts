/**
 * A day of the marketplace's life, as the sandbox lives it, told to a hub by notifications of which some are lost, late
 * or repeated; with an hour in which its API is down, another in which the hub is, and a seller who takes the permission
 * back. The sandbox's clock runs through the last 24 hours; the hub's retries are due when the test says so.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createLives, SKUS } from '../../scripts/sandbox/lives.ts'
import { startSandbox } from '../../scripts/sandbox/sandbox.ts'
import { systemClock } from '../../src/core/clock.ts'
import { createLogger } from '../../src/core/log.ts'
import { createSecrets, generateKey, parseKeys } from '../../src/core/secrets.ts'
import { openIngress } from '../../src/ingress/open-ingress.ts'
import { createAsk } from '../../src/mercado-livre/http/ask.ts'
import { createAuthorization } from '../../src/mercado-livre/oauth/authorization.ts'
import { createBreakers } from '../../src/mercado-livre/limits/breakers.ts'
import { createClient } from '../../src/mercado-livre/http/client.ts'
import { createEnricher } from '../../src/mercado-livre/fetch/enricher.ts'
import { createRates } from '../../src/mercado-livre/limits/rates.ts'
import { createSync } from '../../src/mercado-livre/sync/sync.ts'
import { createTokens } from '../../src/mercado-livre/oauth/tokens.ts'
import { testDatabase } from '../support/database/database.ts'
import { drain } from '../support/relay/engine.ts'
import { connectSeller, seller } from '../support/marketplace/marketplace-seller.ts'
import { sqlClient } from '../support/database/sql-client.ts'
import { makeTenant } from '../support/tenant.ts'
import { relayPool } from '../support/relay/test-relay.ts'

const HOUR_MS = 3_600_000
const TICK_MS = HOUR_MS / 4
const PURCHASES = 1750
const clientSecret = 'segredo-da-aplicacao'
const RETURN = 'https://hub.example/api/integracoes/ml/autorizacao'

async function openDay(t: TestContext) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  const secrets = createSecrets(parseKeys(generateKey()))
  const { conectorId } = await makeTenant(sql, secrets)
  await connectSeller(sql)
  const place = {
    tenant: 123,
    table: 'integracao_conector',
    column: 'client_secret_enc',
    row: conectorId,
  }
  const sealed = secrets.seal(clientSecret, place)
  await sql.rows(`select connectors.save_client_secret($1, $2, 'teste')`, [conectorId, sealed])
  for (const sku of SKUS) {
    await sql.rows(`select processing.save_sku_mapping(123, 'ML', $1, $1, 'teste')`, [sku])
  }

  const log = createLogger({ level: 'silent' })
  const pool = relayPool(t, url)
  const clock = systemClock
  let nowMs = Date.now() - 24 * HOUR_MS
  const hub = { isDown: false }
  const address = `/api/integracoes/ml/webhook/${seller.caminho}`
  const sandbox = await startSandbox({
    application: { clientId: seller.clientId, clientSecret },
    sellerId: seller.userId,
    nowMs: () => nowMs,
    habits: { lost: 0.02, late: 0.05, repeated: 0.1 },
    post: async (body) =>
      hub.isDown ? 0 : (await ingress.app.request(address, { method: 'POST', body })).status,
  })
  t.after(() => sandbox.stop())
  const apiUrl = sandbox.url
  const timeoutMs = 5000
  const tokens = createTokens({ pool, secrets, apiUrl, timeoutMs, clock, log })
  const authorization = createAuthorization({
    pool,
    secrets,
    apiUrl,
    authUrl: apiUrl,
    timeoutMs,
    clock,
    log,
  })
  const ingress = openIngress({
    pool,
    secrets,
    clock,
    log,
    authorization: (back) => authorization.complete(back),
  })
  t.after(() => ingress.stop())
  const client = createClient({
    ask: createAsk({ apiUrl, timeoutMs, clock }),
    tokens,
    breakers: createBreakers({ pool, clock, log, openMs: 20 }),
    rates: createRates({ pool, clock, perApplication: 1000, perSeller: 1000 }),
  })
  const backoffMs = [30_000, 120_000, 600_000]
  const enricher = createEnricher({ pool, client, clock, log, backoffMs })
  const sync = createSync({ pool, locks: relayPool(t, url), client, clock, log })

  /** As the seller does in a browser. */
  async function authorize(): Promise<number> {
    const connector = { conectorId, tenantId: '123', clientId: seller.clientId }
    const { url: page } = await authorization.begin(connector, RETURN, 'teste')
    const there = await fetch(page, { redirect: 'manual' })
    const back = new URL(there.headers.get('location') ?? '')
    return (await ingress.app.request(`${back.pathname}${back.search}`)).status
  }

  /** Whatever waits for its time is due. */
  const due = () =>
    sql.rows(
      `select relay.poll('teste', '{30 s,2 min,10 min}', clock_timestamp() + interval '2 hours')`,
    )

  async function work(): Promise<void> {
    await due()
    await enricher.round('teste/h', new AbortController().signal)
    await drain(sql)
  }

  /** As the schedule does, up to the sandbox's time. */
  async function synchronise(): Promise<void> {
    await sync.run('MISSED_FEEDS')
    await sync.run('VARREDURA')
    await sql.rows(
      `update hub.conector_sincronismo set ate = $1 where tarefa = 'VARREDURA' and erro is null`,
      [new Date(nowMs)],
    )
  }
  const advance = (ms: number) => {
    nowMs += ms
  }
  return { sql, sandbox, hub, authorize, work, synchronise, sync, advance, now: () => nowMs }
}

test('after a day of the marketplace every order is as it is there, and each PRONTO was announced once', async (t) => {
  const day = await openDay(t)
  const { sql, sandbox, work, synchronise } = day
  const { truth, notices, faults, grants, random } = sandbox
  assert.equal(await day.authorize(), 200)
  const lives = createLives(truth, random)
  for (let n = 0; n < PURCHASES; n++)
    lives.plan(seller.userId, day.now() + random.next() * 16 * HOUR_MS)

  for (let tick = 1; tick <= 24 * 4; tick++) {
    day.advance(TICK_MS)
    if (tick === 20) faults.add({ kind: '502 HTML' })
    if (tick === 24) faults.clear()
    if (tick === 40) grants.revoke(seller.userId)
    if (tick === 44) {
      const status = await sql.value('select status from hub.integracao_conector')
      assert.equal(status, 'REAUTORIZAR')
      assert.equal(await day.authorize(), 200)
    }
    day.hub.isDown = tick >= 60 && tick < 64
    lives.until(day.now())
    await notices.send()
    if (day.hub.isDown) continue
    await work()
    if (tick % 4 === 0) await synchronise()
  }
  // What is still late or waits is let come, and open orders are read again.
  day.advance(2 * HOUR_MS)
  await notices.send()
  await work()
  await synchronise()
  await sql.rows(`update hub.pedido_marketplace set lido_em = lido_em - interval '7 hours'`)
  for (let again = 0; again < 20; again++) {
    await day.sync.run('ABERTOS')
    await work()
    await sql.rows(`delete from hub.idempotencia where chave like '%|abertos:%'`)
  }

  const dead = await sql.rows(
    `select recurso, ultimo_erro from hub.integracao_outbox where status = 'MORTO'`,
  )
  assert.deepEqual(dead, [])
  const found = await sql.rows<Found>(
    `select p.external_id as id, p.status, p.ready_at is not null as ready, processing.register_value(p.reg_status_pedido) as status_pedido,
       processing.register_value(p.reg_etiqueta) as etiqueta, p.destinatario_nome as nome,
       (select count(*)::int from hub.notificacao as n where n.pedido_id = p.id) as avisos,
       (select jsonb_agg(jsonb_build_array(i.sku_externo, i.quantidade)) from hub.pedido_item as i where i.pedido_id = p.id) as itens
     from hub.pedido as p`,
  )
  const byId = new Map(found.map((pedido) => [pedido.id, pedido]))
  assert.ok(truth.orders.size >= 2000, `${truth.orders.size} orders`)
  assert.equal(byId.size, truth.orders.size)
  for (const order of truth.orders.values()) {
    const pedido = byId.get(order.id)
    const shipment = truth.shipments.get(order.shipmentId ?? '')
    const isPaid = order.status !== 'payment_required' && order.shipmentId !== null
    assert.deepEqual(
      {
        status_pedido: pedido?.status_pedido,
        etiqueta: pedido?.etiqueta,
        nome: isPaid ? pedido?.nome : null,
        itens: pedido?.itens,
        isCancelled: pedido?.status === 'CANCELADO',
        isReady: pedido?.status === 'PRONTO',
      },
      {
        status_pedido: `order:${order.status}`,
        etiqueta: shipment?.tracking ?? null,
        nome: isPaid ? `${order.buyer.firstName} ${order.buyer.lastName}` : null,
        itens: order.items.map(({ sku, quantity }) => [sku, quantity]),
        isCancelled: order.status === 'cancelled',
        isReady: order.status !== 'cancelled' && shipment?.tracking != null,
      },
      `order ${order.id}, ${order.status}, ${shipment?.status ?? 'no shipment'}`,
    )
    assert.equal(pedido?.avisos, pedido?.ready === true ? 1 : 0, `notices of order ${order.id}`)
  }

  const [lost] = await sql.rows<{ missed: number }>(
    'select sum(missed_feeds)::int as missed from ops.perda_webhook',
  )
  assert.ok(notices.counts.lost > 100, `${notices.counts.lost} lost`)
  assert.equal(lost?.missed, notices.counts.lost + notices.counts.givenUp)
  const broken = await sql.rows(
    'select promessa, falhas, exemplos from ops.verify() where falhas > 0',
  )
  assert.deepEqual(
    broken.filter(({ promessa }) => !String(promessa).includes('idempotência')),
    [],
  )
})

interface Found extends Record<string, unknown> {
  readonly id: string
  readonly status: string
  readonly ready: boolean
  readonly status_pedido: string | null
  readonly etiqueta: string | null
  readonly nome: string | null
  readonly avisos: number
  readonly itens: unknown
}
