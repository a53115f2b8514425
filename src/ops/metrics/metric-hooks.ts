/** Records in the metrics what the rooms report through their hooks. Each room defines its own hooks; these fit all. */
import type { ListenState } from '../../db/connect/listener.ts'
import type { Measures } from './measures.ts'
import type { Metrics } from './metrics.ts'

const LISTEN_STATES: readonly ListenState[] = ['listening', 'poll', 'lost']

/** `measures` stores the history that the panel shows. */
export function metricHooks(metrics: Metrics, measures: Pick<Measures, 'answered' | 'processed'>) {
  return {
    onRequest(request: {
      readonly resultado: string
      readonly causa: string | null
      readonly ms: number
    }): void {
      const { resultado, causa, ms } = request
      metrics.webhookRequests.inc({ resultado, causa: causa ?? '' })
      metrics.webhookAck.observe(ms / 1000)
      measures.answered(ms)
    },

    onStep(step: {
      readonly claimed: number
      readonly finished: number
      readonly held: number
      readonly failed: number
      readonly ms: number
      readonly delays: readonly {
        readonly tenantId: string
        readonly ms: number | null
        readonly total: number
      }[]
    }): void {
      const destino = 'PROCESSAR'
      metrics.step.observe({ destino }, step.ms / 1000)
      metrics.stepRows.observe({ destino }, step.claimed)
      metrics.attempts.inc({ destino, resultado: 'CONCLUIDO' }, step.finished)
      metrics.attempts.inc({ destino, resultado: 'RETIDO' }, step.held)
      metrics.attempts.inc({ destino, resultado: 'FALHA' }, step.failed)
      for (const { tenantId, ms, total } of step.delays) {
        measures.processed(tenantId, ms, total)
        if (ms === null) continue
        for (let n = 0; n < total; n++) metrics.endToEnd.observe(Math.max(0, ms) / 1000)
      }
    },

    onNotice({ medium, outcome }: { readonly medium: string; readonly outcome: string }): void {
      metrics.notifications.inc({ meio: medium, resultado: outcome })
      metrics.attempts.inc({ destino: 'NOTIFICAR', resultado: outcome })
    },

    onFetchRequest({ resultado }: { readonly resultado: string }): void {
      metrics.attempts.inc({ destino: 'ENRIQUECER', resultado })
    },

    onListenState(state: ListenState): void {
      for (const estado of LISTEN_STATES)
        metrics.listenState.set({ estado }, estado === state ? 1 : 0)
    },
  }
}
