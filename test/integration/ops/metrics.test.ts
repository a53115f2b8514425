import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import { createQuery } from '../../../src/db/connect/query.ts'
import { createInternalApp } from '../../../src/ops/listener/internal-app.ts'
import { metricHooks } from '../../../src/ops/metrics/metric-hooks.ts'
import { createMetrics } from '../../../src/ops/metrics/metrics.ts'
import { startQueueGauges } from '../../../src/ops/metrics/queue-gauges.ts'
import { type QueueSnapshot, readQueue } from '../../../src/ops/metrics/queue-snapshot.ts'
import { testDatabase } from '../../support/database/database.ts'
import { append, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { handClock } from '../../support/hand-clock.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { serviceUrl } from '../../support/database/service-url.ts'

const silent = createLogger({ level: 'silent' })

function appOf(metrics = createMetrics({ version: '1.2.3' }), metricsToken: string | null = null) {
  const health = { drain: () => {}, whyUnready: async () => null }
  const app = createInternalApp({ health, metrics, metricsToken, api: null })
  const scrape = async (headers: Readonly<Record<string, string>> = {}) => {
    const answer = await app.request('/metrics', { headers })
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      text: await answer.text(),
    }
  }
  /** The value of one series, by its exact name and labels as Prometheus writes them. */
  const value = async (series: string) => {
    const line = (await scrape()).text.split('\n').find((each) => each.startsWith(`${series} `))
    return line === undefined ? null : Number(line.slice(series.length + 1))
  }
  return { metrics, scrape, value }
}

async function databaseOf(t: TestContext) {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const query = createQuery({ url: serviceUrl(url), log: silent })
  t.after(() => query.close())
  return { client, snapshot: () => readQueue(query.as({ tenants: 'todos', ator: 'teste' })) }
}

const empty: QueueSnapshot = {
  fila: [],
  pendencias: 0,
  reautorizar: 0,
  disjuntores: 0,
  perdidas: 0,
  perdidasHoje: false,
}

test('names are ours, in base units, and only counters end in _total', async () => {
  const { metrics } = appOf()
  for (const { name, type } of await metrics.registry.getMetricsAsJSON()) {
    assert.match(name, /^(hub|process|nodejs)_[a-z0-9_]+$/)
    assert.ok(!/_(ms|milliseconds|minutes|percent|kb|mb)(_|$)/.test(name), name)
    if (name.startsWith('hub_')) {
      assert.equal(name.endsWith('_total'), String(type) === 'counter', name)
      if (String(type) === 'histogram') assert.match(name, /_(seconds|rows)$/)
    }
  }
})

test('the metrics of the main job are all there', async () => {
  const { metrics } = appOf()
  startQueueGauges({ metrics, snapshot: async () => empty, clock: handClock(), log: silent })
  const names = (await metrics.registry.getMetricsAsJSON()).map(({ name }) => name)
  const wanted = [
    'hub_webhook_requests_total',
    'hub_webhook_ack_seconds',
    'hub_event_end_to_end_seconds',
    'hub_step_seconds',
    'hub_step_rows',
    'hub_attempts_total',
    'hub_notifications_total',
    'hub_queue_rows',
    'hub_queue_oldest_due_age_seconds',
    'hub_queue_dead_rows',
    'hub_queue_postponed_rows',
    'hub_mapping_pending_rows',
    'hub_connectors_to_authorize',
    'hub_breakers_open',
    'hub_metrics_snapshot_age_seconds',
    'hub_build_info',
    'process_cpu_seconds_total',
  ]
  assert.deepEqual(
    wanted.filter((name) => !names.includes(name)),
    [],
  )
})

test('what the rooms report is counted', async () => {
  const { metrics, value } = appOf()
  const told: unknown[] = []
  const hooks = metricHooks(metrics, {
    answered: (ms) => told.push(ms),
    processed: (...events) => told.push(events),
  })
  hooks.onRequest({ resultado: 'ACEITO', causa: null, ms: 3 })
  hooks.onRequest({ resultado: 'RECUSADO', causa: 'ASSINATURA_INVALIDA', ms: 1 })
  hooks.onStep({
    claimed: 5,
    finished: 3,
    held: 1,
    failed: 1,
    ms: 20,
    delays: [
      { tenantId: '123', ms: 5, total: 2 },
      { tenantId: '456', ms: 15, total: 1 },
      { tenantId: '456', ms: null, total: 7 },
    ],
  })
  hooks.onNotice({ medium: 'WHATSAPP', outcome: 'ENVIADA' })
  assert.equal(await value('hub_webhook_requests_total{resultado="ACEITO",causa=""}'), 1)
  assert.equal(
    await value('hub_webhook_requests_total{resultado="RECUSADO",causa="ASSINATURA_INVALIDA"}'),
    1,
  )
  assert.equal(await value('hub_webhook_ack_seconds_count'), 2)
  assert.equal(await value('hub_webhook_ack_seconds_sum'), 0.004)
  assert.equal(await value('hub_event_end_to_end_seconds_count'), 3)
  assert.equal(await value('hub_event_end_to_end_seconds_sum'), 0.025)
  assert.equal(await value('hub_step_rows_sum{destino="PROCESSAR"}'), 5)
  assert.equal(await value('hub_attempts_total{destino="PROCESSAR",resultado="CONCLUIDO"}'), 3)
  assert.equal(await value('hub_attempts_total{destino="NOTIFICAR",resultado="ENVIADA"}'), 1)
  assert.equal(await value('hub_notifications_total{meio="WHATSAPP",resultado="ENVIADA"}'), 1)
  assert.deepEqual(told, [3, 1, ['123', 5, 2], ['456', 15, 1], ['456', null, 7]])
  assert.equal(await value(`hub_build_info{version="1.2.3",node="${process.version}"}`), 1)
})

test('a scrape sends no query to the database, however often it comes', async () => {
  const { metrics, scrape, value } = appOf()
  const clock = handClock()
  let looks = 0
  const snapshot = async () => {
    looks++
    return empty
  }
  const gauges = startQueueGauges({ metrics, snapshot, clock, log: silent })
  await clock.sleeperOf(10_000)
  for (let n = 0; n < 20; n++) assert.equal((await scrape()).status, 200)
  assert.equal(looks, 1)
  clock.advance(10_000)
  await eventually(() => looks === 2, { what: 'the queue is looked at again' })
  assert.equal(await value('hub_metrics_snapshot_age_seconds'), 0)
  await gauges.stop()
})

test('when reading the queue fails, the last values stay and their age grows', async () => {
  const { metrics, value } = appOf()
  const clock = handClock()
  let looks = 0
  const snapshot = async () => {
    if (looks++ > 0) throw new Error('away')
    return { ...empty, pendencias: 7 }
  }
  const gauges = startQueueGauges({ metrics, snapshot, clock, log: silent })
  await clock.sleeperOf(10_000)
  for (let n = 0; n < 3; n++) {
    clock.advance(10_000)
    await clock.sleeperOf(10_000)
  }
  assert.equal(await value('hub_mapping_pending_rows'), 7)
  assert.equal(await value('hub_metrics_snapshot_age_seconds'), 30)
  assert.equal(await value('hub_metrics_snapshot_errors_total'), 3)
  await gauges.stop()
})

test('the queue is shown by channel, destination and state; a row that waits for its time is not late', async (t) => {
  const { client, snapshot } = await databaseOf(t)
  const { metrics, value } = appOf()
  await prepareTenant(client)
  const events = await append(client, [
    { externalId: 'ML-1', payload: readyPayload },
    { externalId: 'ML-2', payload: readyPayload },
    { externalId: 'ML-3', payload: readyPayload },
  ])
  await client.rows(
    `update hub.integracao_outbox
    set status = 'AGUARDANDO', motivo = 'RETRY', criado_em = now() - interval '1 day', proxima_tentativa_em = now() + interval '5 min'
    where id = $1`,
    [events[0]?.id],
  )
  await client.rows(
    `update hub.integracao_outbox set status = 'MORTO', adiamentos = 50 where id = $1`,
    [events[1]?.id],
  )
  const clock = handClock()
  const gauges = startQueueGauges({ metrics, snapshot, clock, log: silent })
  await clock.sleeperOf(10_000)
  const rows = (estado: string) =>
    value(`hub_queue_rows{canal="ML",destino="PROCESSAR",estado="${estado}"}`)
  const age = 'hub_queue_oldest_due_age_seconds{canal="ML",destino="PROCESSAR"}'
  assert.equal(await rows('pendentes'), 1)
  assert.equal(await rows('aguardando_retry'), 1)
  assert.equal(await rows('mortos'), 1)
  assert.equal(await value('hub_queue_dead_rows'), 1)
  assert.equal(await value('hub_queue_postponed_rows'), 1)
  assert.ok(((await value(age)) ?? 1e9) < 60)

  await client.rows('delete from hub.integracao_outbox')
  clock.advance(10_000)
  await eventually(async () => (await rows('pendentes')) === null, {
    what: 'an empty queue has no series',
  })
  assert.equal(await value(age), null)
  assert.equal(await value('hub_queue_dead_rows'), 0)
  await gauges.stop()
})

test('/metrics is Prometheus text, and needs its token when one is set', async () => {
  const { scrape } = appOf()
  const { status, type } = await scrape()
  assert.equal(status, 200)
  assert.match(type ?? '', /^text\/plain; version=0\.0\.4/)

  const guarded = appOf(undefined, 'um-token-de-metricas')
  assert.equal((await guarded.scrape()).status, 401)
  assert.equal((await guarded.scrape({ authorization: 'Bearer outro' })).status, 401)
  const good = await guarded.scrape({ authorization: 'Bearer um-token-de-metricas' })
  assert.equal(good.status, 200)
})
