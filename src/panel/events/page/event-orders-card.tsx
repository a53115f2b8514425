/** The orders that an event is about: their status, their notices, and the acts on these. */
import { DecideNoticeForm } from '../../acts/decide-notice.tsx'
import { refusalOfAct, type RefusedAct } from '../../acts/refused-act.ts'
import { ResendNoticeForm } from '../../acts/resend-notice.tsx'
import { NoticeItem } from '../../pieces/notice-item.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import type { EventRead } from './read-event.ts'
import type { Aviso, Pedido } from './read-orders.ts'

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
      {read.pedidos.map((pedido) => {
        const avisos = read.avisos.filter(({ pedidoId }) => pedidoId === pedido.id)
        const shared = { eventoId: read.evento.id, pedido, avisos, agora, refused }
        return (
          <section class="card">
            <h2>
              <a href={`/pedidos/${pedido.id}`}>Pedido nº {pedido.id}</a>{' '}
              <StatusPill status={pedido.status} />
            </h2>
            <Notices avisos={avisos} agora={agora} />
            {mayResend ? <NoticeActs {...shared} /> : null}
          </section>
        )
      })}
    </>
  )
}

function Notices({ avisos, agora }: { avisos: readonly Aviso[]; agora: Date }) {
  if (avisos.length === 0) return <p class="none">Nenhum aviso de retirada ainda.</p>
  return (
    <ul class="plain">
      {avisos.map((aviso) => (
        <NoticeItem aviso={aviso} agora={agora} />
      ))}
    </ul>
  )
}

interface NoticeActsProps {
  readonly eventoId: string
  readonly pedido: Pedido
  readonly avisos: readonly Aviso[]
  readonly agora: Date
  readonly refused: RefusedAct | undefined
}

function NoticeActs({ eventoId, pedido, avisos, agora, refused }: NoticeActsProps) {
  const aviso = uncertainNotice(avisos)
  if (aviso !== null) {
    return (
      <DecideNoticeForm
        action={`/eventos/${eventoId}/avisos/${aviso.id}/decidir`}
        refused={refusalOfAct(refused, 'decide', aviso.id)}
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
function uncertainNotice(avisos: readonly Aviso[]): Aviso | null {
  return avisos.findLast(({ status }) => status === 'INCERTA') ?? null
}

function mayResendNotice({ status }: Pedido): boolean {
  return status === 'PRONTO'
}
