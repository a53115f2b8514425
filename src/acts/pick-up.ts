/** Notes that somebody has collected an order, and takes that back. */
import { type Query, type Scope, sql } from '../db/connect/query.ts'
import { tenantList } from '../db/connect/tenant-scope.ts'
import type { Act } from './act.ts'

interface PickUp extends Act {
  readonly orderId: string
  readonly collector: 'TITULAR' | 'AUTORIZADO'
}

/**
 * The reason may be empty for an order that is PRONTO.
 * @throws HB404 no such order among the person's tenants; HB409 it is CANCELADO; HB422 no reason for one that is not PRONTO
 */
export async function pickUp(
  query: Query,
  person: Scope,
  { orderId, collector, reason, key = null }: PickUp,
): Promise<void> {
  await query.as(person).any(sql.unsafe`
    select processing.pick_up(
      p_pedido => ${orderId}::bigint,
      p_ator => ${person.ator},
      p_tenants => ${tenantList(person)},
      p_retirado_por => ${collector},
      p_motivo => ${reason},
      p_chave => ${key}::uuid
    )`)
}

/**
 * The order becomes what its events say, as if it had never been picked up.
 * @throws HB404 no such order among the person's tenants; HB409 it is not RETIRADO by a person's act here, or has been for
 * more than ten minutes; HB422 no reason
 */
export async function undoPickUp(
  query: Query,
  person: Scope,
  { orderId, reason, key = null }: Act & { readonly orderId: string },
): Promise<void> {
  await query.as(person).any(sql.unsafe`
    select processing.undo_pick_up(
      p_pedido => ${orderId}::bigint,
      p_motivo => ${reason},
      p_ator => ${person.ator},
      p_tenants => ${tenantList(person)},
      p_chave => ${key}::uuid
    )`)
}
