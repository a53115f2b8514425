/**
 * The call of the fused step: claim, effect and acknowledgement in one round trip and one commit. See
 * sql/routines/relay/step/step.sql.
 */
import type { Session, Statement } from './session.ts'

/** An event that failed, as relay.settle_failures puts it. */
export interface StepFault {
  readonly eventoId: string
  readonly tenant: number
  readonly traceId: string
  /** AGUARDANDO (it will be tried again) or MORTO. */
  readonly status: string
  readonly sqlstate: string | null
}

export interface StepResult {
  readonly claimed: number
  readonly finished: number
  readonly held: number
  readonly notices: number
  readonly faults: readonly StepFault[]
  /** The finished events, grouped: their tenant's id, as text. */
  readonly tenants: readonly string[]
  /** Of each group: milliseconds from arrival to effect; null where somebody had asked for them again. */
  readonly delaysMs: readonly (number | null)[]
  /** Of each group: how many events. */
  readonly counts: readonly number[]
  /** The step asks for smaller batches. */
  readonly shrink: boolean
}

export interface StepRequest {
  readonly limit: number
  readonly worker: string
  /** As PostgreSQL intervals, such as `30000 ms`. */
  readonly backoff: readonly string[]
  /** Says also that a relay is awake, so that producers need not notify. It costs no round trip. */
  readonly stayAwake?: boolean
  /** Steps these events, and looks at no other. [the oldest that wait] */
  readonly ids?: readonly string[]
}

const columns = `
  s.reivindicados as claimed, s.concluidos as finished, s.retidos as held, s.avisos as notices, s.falhas as faults,
  s.tenants, s.atrasos as "delaysMs", s.vezes as counts, s.reduzir as shrink`
const from = 'from relay.step($1, $2, $3::interval[]) as s'
const fromKnown = 'from relay.step($1, $2, $3::interval[], p_ids => $4::bigint[]) as s'

/** Throws pg's error; then the step has left nothing behind. */
export async function step(session: Session, request: StepRequest): Promise<StepResult> {
  const [result] = await session.query<StepResult>(statement(request))
  if (result === undefined) throw new Error('relay.step answered no row')
  return result
}

function statement({ limit, worker, backoff, stayAwake = false, ids }: StepRequest): Statement {
  const values = [limit, worker, backoff]
  if (ids !== undefined) {
    return {
      name: 'relay_step_known',
      text: `select ${columns} ${fromKnown}`,
      values: [...values, ids],
    }
  }
  return stayAwake
    ? { name: 'relay_step_awake', text: `select ${columns}, relay.stay_awake() ${from}`, values }
    : { name: 'relay_step', text: `select ${columns} ${from}`, values }
}
