/** The pick-up notices of an order, and what a person may do about them. */
import { randomUUID } from 'node:crypto'
import { ActForm } from '../../pieces/forms/act-form.tsx'
import { DecideForm } from '../../pieces/forms/decide-form.tsx'
import { NoticeItem, noGateway } from '../../pieces/notice-item.tsx'
import { ResendEffect } from '../../pieces/forms/resend-effect.tsx'
import type { Aviso, OrderRead } from './read-order.ts'
import type { RefusedAct } from '../acts/refused-act.ts'

interface NoticesCardProps {
  readonly read: OrderRead
  readonly agora: Date
  readonly mayResend: boolean
  readonly localMeans: readonly string[]
  readonly refused: RefusedAct | undefined
}

export function NoticesCard(props: NoticesCardProps) {
  const { read, agora, mayResend, localMeans, refused } = props
  const { pedido, avisos } = read
  return (
    <section class="card">
      <h2>Avisos de retirada</h2>
      {localMeans.includes(pedido.meioAviso) ? (
        <p class="hint">{noGateway(pedido.meioAviso)}</p>
      ) : null}
      {pedido.semAviso === null ? null : (
        <p class="hint">
          Ninguém foi avisado: quando este pedido foi lido pela primeira vez, o seu estado no
          Mercado Livre já era antigo. Se alguém o espera, envie o aviso por aqui.
        </p>
      )}
      {avisos.length === 0 ? <p class="none">Nenhum aviso ainda.</p> : null}
      <ul class="notices">
        {avisos.toReversed().map((aviso) => (
          <NoticeItem aviso={aviso} agora={agora} />
        ))}
      </ul>
      {mayResend ? <Acts read={read} agora={agora} refused={refused} /> : null}
    </section>
  )
}

function Acts({ read, agora, refused }: Omit<NoticesCardProps, 'mayResend' | 'localMeans'>) {
  const { pedido, avisos } = read
  const uncertain = avisos.findLast(({ status }) => status === 'INCERTA')
  if (uncertain !== undefined) {
    const recusa = refused?.act === 'decidir' ? refused : undefined
    const action = `/pedidos/${pedido.id}/avisos/${uncertain.id}/decidir`
    return <DecideForm action={action} recusa={recusa} />
  }
  if (pedido.status !== 'PRONTO') {
    return (
      <>
        <button disabled aria-describedby="por-que-nao">
          Enviar novamente notificação
        </button>
        <p class="hint" id="por-que-nao">
          Só um pedido PRONTO é avisado; este está {pedido.status}.
        </p>
      </>
    )
  }
  return <ResendForm id={pedido.id} avisos={avisos} agora={agora} refused={refused} />
}

interface ActProps {
  readonly id: string
  readonly refused: RefusedAct | undefined
}

function ResendForm({
  id,
  avisos,
  agora,
  refused,
}: ActProps &
  Omit<NoticesCardProps, 'mayResend' | 'read' | 'localMeans'> & {
    readonly avisos: readonly Aviso[]
  }) {
  const typed = refused?.act === 'reenviar' ? refused : undefined
  return (
    <ActForm
      action={`/pedidos/${id}/avisar`}
      titulo="Enviar novamente notificação"
      efeito={<ResendEffect avisos={avisos} agora={agora} />}
      motivo={typed?.typed['motivo']}
      problema={typed?.frase}
    >
      <input type="hidden" name="chave" value={typed?.typed['chave'] ?? randomUUID()} />
    </ActForm>
  )
}
