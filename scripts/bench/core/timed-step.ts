/** Runs one step as the relay does: a prepared statement, one round trip, one commit. */
import type pg from 'pg'

export interface TimedStep {
  readonly ms: number
  /** How many events were claimed. */
  readonly claimed: number
  /** How many events failed, each counted once. */
  readonly failed: number
  /** How many events were finished. */
  readonly finished: number
  /** The step asks for a smaller batch. */
  readonly shrink: boolean
}

export interface StepClock {
  readonly backoff: readonly string[]
  readonly now: string
}

const columns =
  'reivindicados as claimed, concluidos as finished, jsonb_array_length(falhas) as failed, reduzir as shrink'

/** `clock` gives the step its backoff and its time. [30 s, and the server's own time] */
export async function timedStep(
  client: pg.Client,
  limit: number,
  clock?: StepClock,
): Promise<TimedStep> {
  const start = performance.now()
  const { rows } = await client.query<Omit<TimedStep, 'ms'>>(
    clock === undefined
      ? {
          name: 'step',
          text: `select ${columns} from relay.step($1, 'bench', '{30 s}')`,
          values: [limit],
        }
      : {
          name: 'step_at',
          text: `select ${columns} from relay.step($1, 'bench', $2, $3)`,
          values: [limit, clock.backoff, clock.now],
        },
  )
  const ms = performance.now() - start
  if (rows[0] === undefined) throw new Error('relay.step answered no row')
  return { ms, ...rows[0] }
}
