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
  if (read.orders.length === 0) {
    return (
      <section class="card">
        <h2>Pedido</h2>
        <p class="none">Não há pedido com este id externo.</p>
      </section>
    )
  }
  return (
    <>
      {read.orders.map((order) => {
        const notices = read.notices.filter(({ pedidoId }) => pedidoId === order.id)
        const shared = { eventId: read.event.id, order, notices, agora, refused }
        return (
          <section class="card">
            <h2>
              <a href={`/pedidos/${order.id}`}>Pedido nº {order.id}</a>{' '}
              <StatusPill status={order.status} />
            </h2>
            <Notices notices={notices} agora={agora} />
            {mayResend ? <NoticeActs {...shared} /> : null}
          </section>
        )
      })}
    </>
  )
}

function Notices({ notices, agora }: { notices: readonly EventNotice[]; agora: Date }) {
  if (notices.length === 0) return <p class="none">Nenhum aviso de retirada ainda.</p>
  return (
    <ul class="plain">
      {notices.map((notice) => (
        <NoticeItem aviso={notice} agora={agora} />
      ))}
    </ul>
  )
}

interface NoticeActsProps {
  readonly eventId: string
  readonly order: EventOrder
  readonly notices: readonly EventNotice[]
  readonly agora: Date
  readonly refused: RefusedAct | undefined
}

function NoticeActs({ eventId, order, notices, agora, refused }: NoticeActsProps) {
  const notice = uncertainNotice(notices)
  if (notice !== null) {
    return (
      <DecideNoticeForm
        action={`/eventos/${eventId}/avisos/${notice.id}/decidir`}
        refused={refusalOfAct(refused, 'decide', notice.id)}
      />
    )
  }
  if (!mayResendNotice(order)) return <p class="hint">Só de um pedido PRONTO se avisa.</p>
  return (
    <ResendNoticeForm
      action={`/eventos/${eventId}/pedidos/${order.id}/reenviar`}
      notices={notices}
      agora={agora}
      refused={refusalOfAct(refused, 'resend', order.id)}
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
