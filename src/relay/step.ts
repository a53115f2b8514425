/**
 * The fused step as a call: claim, effect and acknowledgement in one round trip and one commit.
 * See sql/routines/relay/step/step.sql.
 */
import type { Session, Statement } from './session.ts'

export interface StepFault {
  readonly eventoId: string
  readonly tenant: number
  readonly traceId: string
  /** AGUARDANDO (it will be tried again) or MORTO. */
  readonly status: string
  readonly sqlstate: string | null
}

export interface StepResult {
  readonly reivindicados: number
  readonly concluidos: number
  readonly retidos: number
  readonly avisos: number
  readonly falhas: readonly StepFault[]
  /** Of the events that were finished: whose they are. An id, as text. */
  readonly tenants: readonly string[]
  /** Beside each tenant: milliseconds from arrival to effect, null where somebody had asked for them again. */
  readonly atrasos: readonly (number | null)[]
  /** Beside each: how many events. */
  readonly vezes: readonly number[]
  readonly reduzir: boolean
}

export interface StepRequest {
  readonly limit: number
  readonly worker: string
  /** As PostgreSQL intervals, such as `30000 ms`. */
  readonly backoff: readonly string[]
  /** Say also that a relay is awake, so that producers need not notify. It costs no round trip. */
  readonly stayAwake: boolean
}

const columns =
  's.reivindicados, s.concluidos, s.retidos, s.avisos, s.falhas, s.tenants, s.atrasos, s.vezes, s.reduzir'
const from = 'from relay.step($1, $2, $3::interval[]) as s'

/** Throws pg's error; then the step has left nothing behind. */
export async function step(session: Session, request: StepRequest): Promise<StepResult> {
  const [result] = await session.query<StepResult>(statement(request))
  if (result === undefined) throw new Error('relay.step answered no row')
  return result
}

function statement({ limit, worker, backoff, stayAwake }: StepRequest): Statement {
  const values = [limit, worker, backoff]
  return stayAwake
    ? { name: 'relay_step_awake', text: `select ${columns}, relay.stay_awake() ${from}`, values }
    : { name: 'relay_step', text: `select ${columns} ${from}`, values }
}
