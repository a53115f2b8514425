/**
 * The last resort for a row that kills every step which holds it: it is leased, the lease is committed, and then it
 * is run alone. Should it kill its connection again, it alone is charged, and the others go on.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import { retryDelayMs } from './retry-delay.ts'
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
  readonly lock_version: number
  readonly tenant_id: string
  readonly trace_id: string
}

/** How much longer than the statement limit a lease lasts: the time to connect anew and settle it. */
const settleMs = 30_000

/**
 * Runs the oldest claimable event by itself; resolves once it has a verdict, or at once when there is none to run.
 * When the relay stops first, the lease is handed back. Throws pg's error when the database can't be asked; a lease
 * that was taken by then is charged by whichever relay sees it expire.
 */
export async function runInQuarantine(session: Session, request: QuarantineRequest): Promise<void> {
  const { worker, stopping, log } = request
  const lease = await claim(session, request)
  if (lease === undefined) return
  if (stopping.aborted) {
    await giveBack(session, lease)
    return
  }
  const known = { eventId: lease.id, traceId: lease.trace_id, tenant: lease.tenant_id, worker }
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
    text: 'select id, lock_version, tenant_id, trace_id from relay.claim_leased(0, 1, $1, $2::interval)',
    values: [worker, `${statementTimeoutMs + settleMs} ms`],
  })
  return lease
}

async function giveBack(session: Session, { id, lock_version: lockVersion }: Lease): Promise<void> {
  await session.query({
    name: 'relay_return_quarantined',
    text: 'select relay.return_lease($1::bigint[], $2::int[])',
    values: [[id], [lockVersion]],
  })
}

async function run(
  session: Session,
  { id, lock_version: lockVersion }: Lease,
  { worker, backoff }: QuarantineRequest,
): Promise<string | null> {
  const [row] = await session.query<{ status: string | null }>({
    name: 'relay_run_quarantined',
    text: 'select relay.run_quarantined($1, $2, $3, $4::interval[]) as status',
    values: [id, lockVersion, worker, backoff],
  })
  return row?.status ?? null
}

/** On a connection of its own, as the other is gone; a server that comes back from a crash is waited for. */
async function charge(
  session: Session,
  { id, lock_version: lockVersion }: Lease,
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
      await clock.sleep(retryDelayMs(failures), stopping)
    }
  }
}

function level(status: string | null): 'error' | 'warn' {
  return status === 'MORTO' ? 'error' : 'warn'
}

/** For operators, who read it in ultimo_erro. */
function sentence(error: unknown, sqlstate: string | null, statementTimeoutMs: number): string {
  if (sqlstate === '57014') {
    return `o tratamento do evento passou do limite de ${statementTimeoutMs / 1000} s`
  }
  if (sqlstate === null) return 'a conexão com o banco caiu enquanto o evento era tratado sozinho'
  return error instanceof Error ? error.message : 'erro desconhecido'
}
