/** The notices in the database: each method is one SQL function, one round trip and one commit. */
import type { Pool } from '../db/connect/pool.ts'
import { routineCaller } from '../db/connect/named-query.ts'
import type { Meio, Notice } from './notice.ts'

/** Which lease, of which notice. */
export type Lease = Pick<Notice, 'id' | 'lockVersion'>

export interface NoticeStore {
  /** With those that had nowhere to go, which it has settled. */
  claim(worker: string, limit: number, leaseMs: number): Promise<Notice[]>
  /** Commits that the provider is about to be called; false: the lease was lost, don't. */
  start(lease: Lease): Promise<boolean>
  /** How many were finished; leases that were lost are skipped. */
  settleLocal(leases: readonly Lease[]): Promise<number>
  /** False: the lease was lost. So for the next. */
  settleSent(notice: Notice, providerId: string | null): Promise<boolean>
  settleUncertain(lease: Lease, motivo: string): Promise<boolean>
  /** The outbox row's new status, AGUARDANDO or MORTO; null: the lease was lost. */
  settleRefused(lease: Lease, refusal: Refusal): Promise<string | null>
  giveBack(leases: readonly Lease[]): Promise<void>
}

export interface Refusal {
  readonly sqlstate: string | null
  readonly motivo: string
  readonly worker: string
  readonly backoffMs: readonly number[]
}

interface ClaimedRow {
  readonly id: string
  readonly lock_version: number
  readonly tenant_id: string
  readonly evento_id: string | null
  readonly trace_id: string | null
  readonly meio: Meio
  readonly destinatario: string | null
  readonly falta: string | null
  readonly texto: string
}

/** Methods throw pg's error. */
export function createNoticeStore(pool: Pool): NoticeStore {
  const call = routineCaller(pool)

  return {
    async claim(worker, limit, leaseMs) {
      const rows = await call.rows<ClaimedRow>(
        'notice_claim',
        `select id, lock_version, tenant_id, evento_id, trace_id, meio, destinatario, falta, texto
         from notifications.claim($1, $2, $3::interval)`,
        [worker, limit, `${leaseMs} ms`],
      )
      return rows.map((row) => ({
        id: row.id,
        lockVersion: row.lock_version,
        tenantId: row.tenant_id,
        eventoId: row.evento_id,
        traceId: row.trace_id,
        meio: row.meio,
        para: row.destinatario,
        falta: row.falta,
        texto: row.texto,
      }))
    },
    start: ({ id, lockVersion }) =>
      call.value('notice_start', 'notifications.start($1, $2)', [id, lockVersion]),
    settleLocal: (leases) =>
      call.value(
        'notice_settle_local',
        'notifications.settle_local($1::bigint[], $2::int[])',
        columns(leases),
      ),
    settleSent: ({ id, lockVersion, texto }, providerId) =>
      call.value('notice_settle_sent', 'notifications.settle_sent($1, $2, $3, $4)', [
        id,
        lockVersion,
        texto,
        providerId,
      ]),
    settleUncertain: ({ id, lockVersion }, motivo) =>
      call.value('notice_settle_uncertain', 'notifications.settle_uncertain($1, $2, $3)', [
        id,
        lockVersion,
        motivo,
      ]),
    settleRefused: ({ id, lockVersion }, { sqlstate, motivo, worker, backoffMs }) =>
      call.value(
        'notice_settle_refused',
        'notifications.settle_refused($1, $2, $3, $4, $5, $6::interval[])',
        [id, lockVersion, sqlstate, motivo, worker, backoffMs.map((ms) => `${ms} ms`)],
      ),
    async giveBack(leases) {
      const text = 'relay.return_lease($1::bigint[], $2::int[])'
      await call.value('notice_give_back', text, columns(leases))
    },
  }
}

function columns(leases: readonly Lease[]): [string[], number[]] {
  return [leases.map(({ id }) => id), leases.map(({ lockVersion }) => lockVersion)]
}
