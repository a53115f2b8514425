/**
 * Refreshes the gauges that come from the database: it reads the queue every 10 s, however often the metrics are
 * scraped. When reading fails, the gauges keep their last values and hub_metrics_snapshot_age_seconds grows.
 */
import { Gauge } from 'prom-client'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Running } from '../../core/running.ts'
import type { Metrics } from './metrics.ts'
import type { QueueSnapshot } from './queue-snapshot.ts'

interface QueueGaugesDeps {
  readonly metrics: Metrics
  readonly snapshot: () => Promise<QueueSnapshot>
  readonly clock: Clock
  readonly log: Logger
  /** The time between two readings, in milliseconds. [10,000] */
  readonly everyMs?: number
}

/** Starts at once. `stop` waits for a reading in progress. */
export function startQueueGauges(deps: QueueGaugesDeps): Running {
  const { metrics, snapshot, clock, log, everyMs = 10_000 } = deps
  const stopping = new AbortController()
  let freshAtMs = clock.monotonicMs()
  new Gauge({
    name: 'hub_metrics_snapshot_age_seconds',
    help: 'Since the gauges that come from the database were last refreshed.',
    registers: [metrics.registry],
    collect() {
      this.set((clock.monotonicMs() - freshAtMs) / 1000)
    },
  })
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        show(metrics, await snapshot())
        freshAtMs = clock.monotonicMs()
      } catch (err) {
        metrics.snapshotErrors.inc()
        log.warn({ err }, 'queue gauges not refreshed')
      }
      await clock.sleep(everyMs, stopping.signal)
    }
  }
  const done = loop()
  return {
    stop: async () => {
      stopping.abort()
      await done
    },
  }
}

const STATES = [
  'pendentes',
  'em_andamento',
  'aguardando_retry',
  'aguardando_mapeamento',
  'estacionados',
  'mortos',
] as const

/**
 * A channel without rows is not in the snapshot. Its series are removed, so that they do not keep their last values.
 */
function show(
  metrics: Metrics,
  { fila, pendencias, reautorizar, disjuntores, perdidas }: QueueSnapshot,
): void {
  metrics.queueRows.reset()
  metrics.queueOldestDueAge.reset()
  for (const row of fila) {
    const { canal, destino } = row
    for (const estado of STATES) metrics.queueRows.set({ canal, destino, estado }, row[estado])
    metrics.queueOldestDueAge.set({ canal, destino }, row.atraso_maximo_s)
  }
  metrics.queueDead.set(fila.reduce((sum, { mortos }) => sum + mortos, 0))
  metrics.queuePostponed.set(fila.reduce((sum, row) => sum + row.adiados_demais, 0))
  metrics.mappingPending.set(pendencias)
  metrics.connectorsToAuthorize.set(reautorizar)
  metrics.breakersOpen.set(disjuntores)
  metrics.queueStrays.set(perdidas)
}
