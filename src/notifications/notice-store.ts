/**
 * The notices in the database. Each method is one SQL function, one round trip and one commit. Columns get their
 * TypeScript names here.
 */
import type { Pool } from '../db/connect/pool.ts'
import { routineCaller } from '../db/connect/named-query.ts'
import type { Medium, Notice } from './notice.ts'

/** A lease of a notice. */
export type Lease = Pick<Notice, 'id' | 'lockVersion'>

export interface NoticeStore {
  /** Includes the notices that had nowhere to go, which the claim has settled. */
  claim(worker: string, limit: number, leaseMs: number): Promise<Notice[]>
  /** Commits that the provider is about to be called. False: the lease was lost, do not call it. */
  start(lease: Lease): Promise<boolean>
  /** Resolves to how many were finished. Lost leases are skipped. */
  settleLocal(leases: readonly Lease[]): Promise<number>
  /** False: the lease was lost. */
  settleSent(notice: Notice, providerId: string | null): Promise<boolean>
  /** False: the lease was lost. */
  settleUncertain(lease: Lease, reason: string): Promise<boolean>
  /** Resolves to the outbox row's new status, AGUARDANDO or MORTO; null: the lease was lost. */
  settleRefused(lease: Lease, refusal: Refusal): Promise<string | null>
  giveBack(leases: readonly Lease[]): Promise<void>
}

export interface Refusal {
  readonly sqlstate: string | null
  readonly reason: string
  readonly worker: string
  readonly backoffMs: readonly number[]
}

interface ClaimedRow {
  readonly id: string
  readonly lock_version: number
  readonly tenant_id: string
  readonly evento_id: string | null
  readonly trace_id: string | null
  readonly meio: Medium
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
        eventId: row.evento_id,
        traceId: row.trace_id,
        medium: row.meio,
        address: row.destinatario,
        missing: row.falta,
        text: row.texto,
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
    settleSent: ({ id, lockVersion, text }, providerId) =>
      call.value('notice_settle_sent', 'notifications.settle_sent($1, $2, $3, $4)', [
        id,
        lockVersion,
        text,
        providerId,
      ]),
    settleUncertain: ({ id, lockVersion }, reason) =>
      call.value('notice_settle_uncertain', 'notifications.settle_uncertain($1, $2, $3)', [
        id,
        lockVersion,
        reason,
      ]),
    settleRefused: ({ id, lockVersion }, { sqlstate, reason, worker, backoffMs }) =>
      call.value(
        'notice_settle_refused',
        'notifications.settle_refused($1, $2, $3, $4, $5, $6::interval[])',
        [id, lockVersion, sqlstate, reason, worker, backoffMs.map((ms) => `${ms} ms`)],
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
