/**
 * The Prometheus metrics of one process. Neither counting nor a scrape runs SQL. queue-gauges.ts sets the gauges that
 * come from the database (`hub_queue_*`, `hub_mapping_*`). They are the same in every process: aggregate them with
 * max(), never with sum().
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/**
 * Has a registry of its own, so that two services in one process share no counter. `version` appears in hub_build_info.
 */
export function createMetrics({ version }: { readonly version: string }) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'hub_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.version }, 1)
  return {
    registry,
    webhookRequests: new Counter({
      name: 'hub_webhook_requests_total',
      help: 'Webhook requests by outcome and cause.',
      labelNames: ['resultado', 'causa'],
      registers,
    }),
    webhookAck: new Histogram({
      name: 'hub_webhook_ack_seconds',
      help: 'From the arrival of a webhook request to its answer.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    endToEnd: new Histogram({
      name: 'hub_event_end_to_end_seconds',
      help: 'From the storing of an event to the commit of its effect.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800],
      registers,
    }),
    step: new Histogram({
      name: 'hub_step_seconds',
      help: 'Duration of relay steps that had rows.',
      labelNames: ['destino'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    stepRows: new Histogram({
      name: 'hub_step_rows',
      help: 'Outbox rows taken by a relay step.',
      labelNames: ['destino'],
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 5000],
      registers,
    }),
    attempts: new Counter({
      name: 'hub_attempts_total',
      help: 'Finished attempts at outbox rows.',
      labelNames: ['destino', 'resultado'],
      registers,
    }),
    notifications: new Counter({
      name: 'hub_notifications_total',
      help: 'Pick-up notices by means and outcome.',
      labelNames: ['meio', 'resultado'],
      registers,
    }),
    listenState: new Gauge({
      name: 'hub_listen_state',
      help: 'How this process learns of new rows: 1 for the state that holds, where it has a relay.',
      labelNames: ['estado'],
      registers,
    }),
    queueRows: new Gauge({
      name: 'hub_queue_rows',
      help: 'Outbox rows by state, counted up to 100,000 of a kind. The same in every process: use max().',
      labelNames: ['canal', 'destino', 'estado'],
      registers,
    }),
    queueOldestDueAge: new Gauge({
      name: 'hub_queue_oldest_due_age_seconds',
      help: 'Age of the oldest row that is due; 0 when none is. The same in every process: use max().',
      labelNames: ['canal', 'destino'],
      registers,
    }),
    queueDead: new Gauge({
      name: 'hub_queue_dead_rows',
      help: 'Outbox rows that wait for a person (MORTO), counted up to 100,000 a destination. The same in every process: use max().',
      registers,
    }),
    queuePostponed: new Gauge({
      name: 'hub_queue_postponed_rows',
      help: 'Outbox rows that were put off 50 times or more, counted up to 100,000 a destination: ops.falha_repetida names why. The same in every process: use max().',
      registers,
    }),
    mappingPending: new Gauge({
      name: 'hub_mapping_pending_rows',
      help: 'SKUs and statuses that nobody has mapped yet. The same in every process: use max().',
      registers,
    }),
    connectorsToAuthorize: new Gauge({
      name: 'hub_connectors_to_authorize',
      help: 'Connectors whose sellers must authorize again. The same in every process: use max().',
      registers,
    }),
    queueStrays: new Gauge({
      name: 'hub_queue_strays_found',
      help: 'Events and notices that had no row in the outbox though they ought to wait there, found and put back so far. The same in every process: use max().',
      registers,
    }),
    breakersOpen: new Gauge({
      name: 'hub_breakers_open',
      help: 'Circuit breakers of the marketplace that are not closed. The same in every process: use max().',
      registers,
    }),
    snapshotErrors: new Counter({
      name: 'hub_metrics_snapshot_errors_total',
      help: 'Failed refreshes of the gauges that come from the database.',
      registers,
    }),
  }
}
