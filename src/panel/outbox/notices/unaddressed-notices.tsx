/** Notices that had no address to go to: whose customers nobody has told, and what is missing. */
import * as v from 'valibot'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import { maskText } from '../../../core/text/mask.ts'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age } from '../../pieces/text/moment.tsx'
import { Table } from '../../pieces/table.tsx'
import { type Stores, storeText } from '../../session/stores.ts'

const Notice = v.object({
  id: v.string(),
  orderId: v.string(),
  externalId: v.nullable(v.string()),
  tenantId: v.string(),
  meio: v.string(),
  desde: v.date(),
  erro: v.nullable(v.string()),
})

export type Unaddressed = v.InferOutput<typeof Notice>

const SHOWN = 50
const LOOKED_AT = 1000
const PATIENCE_MS = 3000

/** Looks at the newest thousand of each store. The index on `sem_destino_em` finds them. */
export async function findUnaddressed(
  query: Query,
  operator: Operator,
): Promise<{ readonly itens: readonly Unaddressed[]; readonly cortado: boolean }> {
  const found = await query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).any(sql.type(
    Notice,
  )`
    select
      n.id,
      n.pedido_id as "orderId",
      p.external_id as "externalId",
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

interface UnaddressedNoticesProps {
  readonly itens: readonly Unaddressed[]
  /** True if there are more than these. */
  readonly cortado: boolean
  readonly stores: Stores
  readonly agora: Date
}

export function UnaddressedNotices({ itens, cortado, stores, agora }: UnaddressedNoticesProps) {
  if (itens.length === 0) return null
  return (
    <section class="card" id="sem-destino">
      <h2>Avisos sem destino</h2>
      <p class="hint">
        Ninguém foi avisado destes pedidos. Quando o dado chega do marketplace, o aviso sai sozinho
        em até um minuto; sem ele, fale com o cliente por outro caminho.
        {cortado ? ' Há mais do que os mostrados.' : ''}
      </p>
      <Table
        titulo="Avisos sem destino"
        colunas={['Pedido', 'O que falta', 'Meio', 'Loja', 'Desde']}
      >
        {itens.map(({ orderId, externalId, tenantId, meio, desde, erro }) => (
          <tr>
            <td class="mono">
              <a href={`/pedidos/${orderId}`}>
                <InertText text={externalId ?? `nº ${orderId}`} />
              </a>
            </td>
            <td>
              <InertText text={maskText(erro ?? '')} />
            </td>
            <td>{meio}</td>
            <td>{storeText(stores, tenantId)}</td>
            <td class="tight">
              <Age at={desde} agora={agora} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
