/**
 * Quarantine: the last resort for a row that kills every step which holds it. The row is leased, the lease is committed,
 * and the row is run alone. If it kills its connection again, it alone is charged an attempt, and the others go on. See
 * sql/routines/relay/LEASES.md.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import { failureDelayMs } from './failure.ts'
import type { Session } from './session.ts'

export interface QuarantineRequest {
  readonly worker: string
  /** As PostgreSQL intervals. */
  readonly backoff: readonly string[]
  readonly statementTimeoutMs: number
  /** Aborted when the relay stops. */
  readonly stopping: AbortSignal
  readonly clock: Clock
  readonly log: Logger
}

interface Lease {
  readonly id: string
  readonly lockVersion: number
  readonly tenant: string
  readonly traceId: string
}

/** How much longer than the statement limit a lease lasts: the time to connect again and settle it. */
const settleMs = 30_000

/**
 * Runs the oldest claimable event alone. Resolves once it has a verdict, or at once when no event is claimable. When the
 * relay stops first, the lease is handed back. Throws pg's error when the database can't be asked; if the lease was taken
 * by then, the relay that sees it expire charges the row.
 */
export async function runInQuarantine(session: Session, request: QuarantineRequest): Promise<void> {
  const { worker, stopping, log } = request
  const lease = await claim(session, request)
  if (lease === undefined) return
  if (stopping.aborted) {
    await giveBack(session, lease)
    return
  }
  const known = { eventId: lease.id, traceId: lease.traceId, tenant: lease.tenant, worker }
  try {
    const status = await run(session, lease, request)
    log[level(status)]({ ...known, status }, 'quarantined event ran alone')
  } catch (error) {
    const sqlstate = session.sqlstate(error)
    session.drop()
    const status = await charge(session, lease, error, sqlstate, request)
    log[level(status)]({ ...known, status, sqlstate, err: error }, 'quarantined event failed')
  }
}

async function claim(
  session: Session,
  { worker, statementTimeoutMs }: QuarantineRequest,
): Promise<Lease | undefined> {
  const [lease] = await session.query<Lease>({
    name: 'relay_claim_quarantined',
    text: `select id, lock_version as "lockVersion", tenant_id as tenant, trace_id as "traceId"
      from relay.claim_leased(0, 1, $1, $2::interval)`,
    values: [worker, `${statementTimeoutMs + settleMs} ms`],
  })
  return lease
}

async function giveBack(session: Session, { id, lockVersion }: Lease): Promise<void> {
  await session.query({
    name: 'relay_return_quarantined',
    text: 'select relay.return_lease($1::bigint[], $2::int[])',
    values: [[id], [lockVersion]],
  })
}

async function run(
  session: Session,
  { id, lockVersion }: Lease,
  { worker, backoff }: QuarantineRequest,
): Promise<string | null> {
  const [row] = await session.query<{ status: string | null }>({
    name: 'relay_run_quarantined',
    text: 'select relay.run_quarantined($1, $2, $3, $4::interval[]) as status',
    values: [id, lockVersion, worker, backoff],
  })
  return row?.status ?? null
}

/** Charges the row on a new connection, as the other is gone. Waits for a server that comes back from a crash. */
async function charge(
  session: Session,
  { id, lockVersion }: Lease,
  error: unknown,
  sqlstate: string | null,
  { worker, backoff, statementTimeoutMs, stopping, clock }: QuarantineRequest,
): Promise<string | null> {
  const giveUpAt = clock.monotonicMs() + settleMs
  for (let failures = 1; ; failures++) {
    try {
      const [row] = await session.query<{ status: string | null }>({
        name: 'relay_charge_quarantined',
        text: 'select relay.settle_failure($1, $2, $3, $4, $5, $6::interval[]) as status',
        values: [
          id,
          lockVersion,
          sqlstate,
          sentence(error, sqlstate, statementTimeoutMs),
          worker,
          backoff,
        ],
      })
      return row?.status ?? null
    } catch (again) {
      session.drop()
      if (stopping.aborted || clock.monotonicMs() > giveUpAt) throw again
      await clock.sleep(failureDelayMs(failures), stopping)
    }
  }
}

function level(status: string | null): 'error' | 'warn' {
  return status === 'MORTO' ? 'error' : 'warn'
}

/** What operators read in ultimo_erro. */
function sentence(error: unknown, sqlstate: string | null, statementTimeoutMs: number): string {
  if (sqlstate === '57014') {
    return `o tratamento do evento passou do limite de ${statementTimeoutMs / 1000} s`
  }
  if (sqlstate === null) return 'a conexão com o banco caiu enquanto o evento era tratado sozinho'
  return error instanceof Error ? error.message : 'erro desconhecido'
}
