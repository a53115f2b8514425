/** Notices that had nowhere to go, of orders that still wait to be collected, newest first. */
import * as v from 'valibot'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'

const Notice = v.object({
  id: v.string(),
  pedidoId: v.string(),
  pedidoExterno: v.nullable(v.string()),
  tenantId: v.string(),
  meio: v.string(),
  desde: v.date(),
  erro: v.nullable(v.string()),
})

export type Unaddressed = v.InferOutput<typeof Notice>

const SHOWN = 50
const LOOKED_AT = 1000
const PATIENCE_MS = 3000

/** Of the newest thousand of each store. `sem_destino_em` has the index that finds them. */
export async function findUnaddressed(
  query: Query,
  operator: Operator,
): Promise<{ readonly itens: readonly Unaddressed[]; readonly cortado: boolean }> {
  const found = await query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).any(sql.type(
    Notice,
  )`
    select
      n.id,
      n.pedido_id as "pedidoId",
      p.external_id as "pedidoExterno",
      e.tenant_id as "tenantId",
      n.meio,
      n.sem_destino_em as desde,
      n.erro
    from (select t.id as tenant_id from ops.tenant as t) as e
    cross join lateral (
      select s.*
      from ops.notificacao as s
      where s.tenant_id = e.tenant_id
        and s.sem_destino_em is not null
      order by s.id desc
      limit ${LOOKED_AT}
    ) as n
    join ops.pedido as p on p.id = n.pedido_id
    where ${tenantCondition(operator)}
      and n.status = 'SEM_DESTINO'
      and p.status = 'PRONTO'
      and not exists (
        select from ops.notificacao as o where o.pedido_id = n.pedido_id and o.id > n.id
      )
    order by n.id desc
    limit ${SHOWN + 1}`)
  return { itens: found.slice(0, SHOWN), cortado: found.length > SHOWN }
}
