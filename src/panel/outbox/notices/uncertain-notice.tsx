/** A notice of which nobody knows whether it went out (INCERTA), and the form in which a person decides. */
import * as v from 'valibot'
import { encodeCursor } from '../../../reads/cursor.ts'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import { maskText } from '../../../core/text/mask.ts'
import { DecideNoticeForm } from '../../acts/decide-notice.tsx'
import type { RefusedAct } from '../../acts/refused-act.ts'
import { mayDo } from '../../session/permissions.ts'
import { Facts } from '../../pieces/facts.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age } from '../../pieces/text/moment.tsx'
import { type Stores, storeText } from '../../session/stores.ts'

const Notice = v.object({
  id: v.string(),
  orderId: v.string(),
  externalId: v.nullable(v.string()),
  tenantId: v.string(),
  meio: v.string(),
  startedAt: v.nullable(v.date()),
  erro: v.nullable(v.string()),
})

export type Uncertain = v.InferOutput<typeof Notice>

const PAGE = 20

const PATIENCE_MS = 3000

/** Few notices were ever uncertain. The index on `incerta_em` finds them. */
export async function findUncertain(
  query: Query,
  operator: Operator,
  cursor: string | null,
): Promise<{ readonly itens: readonly Uncertain[]; readonly proximo: string | null }> {
  const after = cursor === null ? sql.fragment`true` : sql.fragment`e.id < ${cursor}::bigint`
  const patient = { ...operator, statementTimeoutMs: PATIENCE_MS }
  const found = await query.as(patient).any(sql.type(Notice)`
    select
      e.id,
      e.pedido_id as "orderId",
      p.external_id as "externalId",
      e.tenant_id as "tenantId",
      e.meio,
      e.iniciada_em as "startedAt",
      e.erro
    from ops.notificacao as e
    join ops.pedido as p on p.id = e.pedido_id
    where ${tenantCondition(operator)}
      and e.incerta_em is not null
      and e.status = 'INCERTA'
      and ${after}
    order by e.id desc
    limit ${PAGE + 1}`)
  const itens = found.slice(0, PAGE)
  const last = itens.at(-1)
  const more = found.length > PAGE && last !== undefined
  return { itens, proximo: more ? encodeCursor(last.id) : null }
}

interface UncertainNoticeProps {
  readonly notice: Uncertain
  readonly stores: Stores
  readonly operator: Operator
  readonly agora: Date
  readonly refused: RefusedAct | undefined
}

export function UncertainNotice({
  notice,
  stores,
  operator,
  agora,
  refused,
}: UncertainNoticeProps) {
  const { id, orderId, externalId, tenantId, meio, startedAt, erro } = notice
  return (
    <section class="card">
      <h2>
        Aviso do pedido{' '}
        <a href={`/pedidos/${orderId}`}>
          <InertText text={externalId ?? `nº ${orderId}`} />
        </a>
      </h2>
      <Facts
        fatos={[
          ['Meio', meio],
          ['Provedor chamado', <Age at={startedAt} agora={agora} />],
          ['Loja', storeText(stores, tenantId)],
          ['O que se sabe', erro === null ? null : <InertText text={maskText(erro)} />],
        ]}
      />
      {mayDo(operator.papel, 'aviso.reenviar') ? (
        <div class="acts">
          <DecideNoticeForm action={`/outbox/avisos/${id}`} refused={refused} />
        </div>
      ) : null}
    </section>
  )
}
