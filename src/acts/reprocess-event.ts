/** Queues an event again, past its idempotency key. */
import * as v from 'valibot'
import { type Query, type Scope, sql } from '../db/connect/query.ts'
import { tenantList } from '../db/connect/tenant-scope.ts'
import type { Act } from './act.ts'

interface Reprocess extends Act {
  readonly eventId: string
  /** Whether an event that was applied or discarded before is queued as well. [true] */
  readonly force?: boolean
}

const Queued = v.object({ reprocessId: v.string() })

/**
 * Asked twice before the attempt has run, it answers the same id.
 * @throws HB404 no such event among the person's tenants; HB409 a duplicate, an ignored event, one that runs just now, or
 * one that would have to be forced; HB422 no reason
 */
export async function reprocessEvent(
  query: Query,
  person: Scope,
  { eventId, reason, key = null, force = true }: Reprocess,
): Promise<v.InferOutput<typeof Queued>> {
  return query.as(person).one(sql.type(Queued)`
    select relay.reprocess(
      p_evento => ${eventId}::bigint,
      p_motivo => ${reason},
      p_ator => ${person.ator},
      p_tenants => ${tenantList(person)},
      p_reprocesso => ${key}::uuid,
      p_forcar => ${force}
    ) as "reprocessId"`)
}
