/** The orders that an event is about: their status, their notices, and the acts on these. */
import { DecideNoticeForm } from '../../acts/decide-notice.tsx'
import { refusalOfAct, type RefusedAct } from '../../acts/refused-act.ts'
import { ResendNoticeForm } from '../../acts/resend-notice.tsx'
import { NoticeItem } from '../../pieces/notice-item.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import type { EventRead } from './read-event.ts'
import type { EventNotice, EventOrder } from './read-orders.ts'

interface EventOrdersCardProps {
  readonly read: EventRead
  readonly agora: Date
  readonly mayResend: boolean
  readonly refused: RefusedAct | undefined
}

export function EventOrdersCard({ read, agora, mayResend, refused }: EventOrdersCardProps) {
  if (read.pedidos.length === 0) {
    return (
      <section class="card">
        <h2>Pedido</h2>
        <p class="none">Não há pedido com este id externo.</p>
      </section>
    )
  }
  return (
    <>
      {read.pedidos.map((order) => {
        const notices = read.avisos.filter(({ pedidoId }) => pedidoId === order.id)
        const shared = { eventoId: read.evento.id, pedido: order, avisos: notices, agora, refused }
        return (
          <section class="card">
            <h2>
              <a href={`/pedidos/${order.id}`}>Pedido nº {order.id}</a>{' '}
              <StatusPill status={order.status} />
            </h2>
            <Notices avisos={notices} agora={agora} />
            {mayResend ? <NoticeActs {...shared} /> : null}
          </section>
        )
      })}
    </>
  )
}

function Notices({ avisos, agora }: { avisos: readonly EventNotice[]; agora: Date }) {
  if (avisos.length === 0) return <p class="none">Nenhum aviso de retirada ainda.</p>
  return (
    <ul class="plain">
      {avisos.map((notice) => (
        <NoticeItem aviso={notice} agora={agora} />
      ))}
    </ul>
  )
}

interface NoticeActsProps {
  readonly eventoId: string
  readonly pedido: EventOrder
  readonly avisos: readonly EventNotice[]
  readonly agora: Date
  readonly refused: RefusedAct | undefined
}

function NoticeActs({ eventoId, pedido, avisos, agora, refused }: NoticeActsProps) {
  const notice = uncertainNotice(avisos)
  if (notice !== null) {
    return (
      <DecideNoticeForm
        action={`/eventos/${eventoId}/avisos/${notice.id}/decidir`}
        refused={refusalOfAct(refused, 'decide', notice.id)}
      />
    )
  }
  if (!mayResendNotice(pedido)) return <p class="hint">Só de um pedido PRONTO se avisa.</p>
  return (
    <ResendNoticeForm
      action={`/eventos/${eventoId}/pedidos/${pedido.id}/reenviar`}
      avisos={avisos}
      agora={agora}
      refused={refusalOfAct(refused, 'resend', pedido.id)}
    />
  )
}

/** The uncertain notice that a person must decide before another one may be sent; null where there is none. */
function uncertainNotice(notices: readonly EventNotice[]): EventNotice | null {
  return notices.findLast(({ status }) => status === 'INCERTA') ?? null
}

function mayResendNotice({ status }: EventOrder): boolean {
  return status === 'PRONTO'
}
