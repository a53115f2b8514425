/** The pick-up notices of an order, and the acts on them. */
import { statusWord } from '../../pieces/words.ts'
import { DecideNoticeForm } from '../../acts/decide-notice.tsx'
import { refusalOfAct, type RefusedAct } from '../../acts/refused-act.ts'
import { ResendNoticeForm } from '../../acts/resend-notice.tsx'
import { NoticeItem, noGateway } from '../../pieces/notice-item.tsx'
import type { OrderRead } from './read-order.ts'

interface NoticesCardProps {
  readonly read: OrderRead
  readonly agora: Date
  readonly mayResend: boolean
  readonly localMedia: readonly string[]
  readonly refused: RefusedAct | undefined
}

export function NoticesCard(props: NoticesCardProps) {
  const { read, agora, mayResend, localMedia, refused } = props
  const { order, notices } = read
  return (
    <section class="card">
      <h2>Avisos de retirada</h2>
      {localMedia.includes(order.meioAviso) ? (
        <p class="hint">{noGateway(order.meioAviso)}</p>
      ) : null}
      {order.semAviso === null ? null : (
        <p class="hint">
          Ninguém foi avisado: quando este pedido foi lido pela primeira vez, o seu estado no
          Mercado Livre já era antigo. Se alguém o espera, envie o aviso por aqui.
        </p>
      )}
      {notices.length === 0 ? <p class="none">Nenhum aviso ainda.</p> : null}
      <ul class="notices">
        {notices.toReversed().map((notice) => (
          <NoticeItem aviso={notice} agora={agora} />
        ))}
      </ul>
      {mayResend ? <Acts read={read} agora={agora} refused={refused} /> : null}
    </section>
  )
}

function Acts({ read, agora, refused }: Omit<NoticesCardProps, 'mayResend' | 'localMedia'>) {
  const { order, notices } = read
  const uncertain = notices.findLast(({ status }) => status === 'INCERTA')
  if (uncertain !== undefined) {
    const action = `/pedidos/${order.id}/avisos/${uncertain.id}/decidir`
    return <DecideNoticeForm action={action} refused={refusalOfAct(refused, 'decide')} />
  }
  if (order.status !== 'PRONTO') {
    return (
      <>
        <button disabled aria-describedby="por-que-nao">
          Enviar novamente notificação
        </button>
        <p class="hint" id="por-que-nao">
          Só um pedido PRONTO é avisado; este está {statusWord(order.status)}.
        </p>
      </>
    )
  }
  return (
    <ResendNoticeForm
      action={`/pedidos/${order.id}/avisar`}
      notices={notices}
      agora={agora}
      refused={refusalOfAct(refused, 'resend')}
    />
  )
}
