/** One notice of which nobody knows whether it went out, with the form in which a person says what they found out. */
import { maskText } from '../../../core/text/mask.ts'
import { DecideNoticeForm } from '../../acts/decide-notice.tsx'
import type { RefusedAct } from '../../acts/refused-act.ts'
import type { Operator } from '../../panel-env.ts'
import { mayDo } from '../../session/permissions.ts'
import { Facts } from '../../pieces/facts.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age } from '../../pieces/text/moment.tsx'
import { type Stores, storeText } from '../../session/stores.ts'
import type { Uncertain } from './find-uncertain.ts'

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
  const { id, pedidoId, pedidoExterno, tenantId, meio, iniciadaEm, erro } = notice
  return (
    <section class="card">
      <h2>
        Aviso do pedido{' '}
        <a href={`/pedidos/${pedidoId}`}>
          <InertText text={pedidoExterno ?? `nº ${pedidoId}`} />
        </a>
      </h2>
      <Facts
        fatos={[
          ['Meio', meio],
          ['Provedor chamado', <Age at={iniciadaEm} agora={agora} />],
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
