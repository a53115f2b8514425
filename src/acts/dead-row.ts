/** What a person does with a dead row of the outbox: gives it back to the queue with all its attempts, or gives it up. */
import { type Query, type Scope, sql } from '../db/connect/query.ts'
import { tenantList } from '../db/connect/tenant-scope.ts'
import type { Act } from './act.ts'

interface DeadRowAct extends Act {
  readonly rowId: string
}

/**
 * An event is reprocessed; a notice is tried again.
 * @throws HB404 no such row among the person's tenants; HB409 it is not MORTO, or its notice is not to be sent any more;
 * HB422 no reason
 */
export async function requeueDeadRow(query: Query, person: Scope, act: DeadRowAct): Promise<void> {
  await run(query, person, sql.fragment`relay.requeue_dead`, act)
}

/**
 * The event becomes IGNORADO (PROCESSADO where it was applied before), the notice CANCELADA.
 * @throws HB404 no such row among the person's tenants; HB409 it is not MORTO; HB422 no reason
 */
export async function discardDeadRow(query: Query, person: Scope, act: DeadRowAct): Promise<void> {
  await run(query, person, sql.fragment`relay.discard`, act)
}

async function run(
  query: Query,
  person: Scope,
  routine: ReturnType<typeof sql.fragment>,
  { rowId, reason, key = null }: DeadRowAct,
): Promise<void> {
  await query.as(person).any(sql.unsafe`
    select ${routine}(
      p_id => ${rowId}::bigint,
      p_motivo => ${reason},
      p_ator => ${person.ator},
      p_tenants => ${tenantList(person)},
      p_chave => ${key}::uuid
    )`)
}
