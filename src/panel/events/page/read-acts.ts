/** Reads what people did to an event, to its orders' notices and to its payload. Names and reasons are only for people who may see the audit. */
import * as v from 'valibot'
import { sql, type Statements } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import { mayDo } from '../../session/permissions.ts'
import type { EventOrders } from './read-orders.ts'

const Act = v.object({
  em: v.date(),
  acao: v.string(),
  objeto: v.string(),
  objetoId: v.string(),
  /** The bulk act that it is part of. */
  lote: v.nullable(v.string()),
  ator: v.nullable(v.string()),
  motivo: v.nullable(v.string()),
})

export type Act = v.InferOutput<typeof Act>

const MAX = 200

/** The newest 200 at most, oldest first. */
export async function readActs(
  run: Statements,
  operator: Operator,
  eventId: string,
  { orders, notices }: EventOrders,
): Promise<readonly Act[]> {
  const named = mayDo(operator.papel, 'auditoria.ver')
  const newest = await run.any(sql.type(Act)`
    select
      a.em,
      a.acao,
      a.objeto,
      a.objeto_id as "objetoId",
      substring(a.motivo from '^lote ([0-9]+): ') as lote,
      ${named ? sql.fragment`a.ator` : sql.fragment`null::text as ator`},
      ${named ? sql.fragment`a.motivo` : sql.fragment`null::text as motivo`}
    from ops.auditoria as a
    where (a.objeto = 'evento' and a.objeto_id = ${eventId})
      or (
        a.objeto = 'pedido'
        and a.objeto_id = any (${sql.array(idsOf(orders), 'text')})
        and a.acao = 'notificacao.reenviar'
      )
      or (a.objeto = 'notificacao' and a.objeto_id = any (${sql.array(idsOf(notices), 'text')}))
    order by a.id desc
    limit ${MAX}`)
  return newest.toReversed()
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id)
}
