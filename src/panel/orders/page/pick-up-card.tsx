/**
 * The card for the counter: whether the order can be handed over, what to fetch, the form that notes it in two taps, and the
 * form that undoes it for a person who picked the wrong order.
 */
import type { Child } from 'hono/jsx'
import { Banner } from '../../pieces/banner.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age, Moment } from '../../pieces/text/moment.tsx'
import { PickUpForm } from '../../acts/pick-up.tsx'
import { refusalOfAct, type RefusedAct } from '../../acts/refused-act.ts'
import { UndoPickUpForm } from '../../acts/undo-pick-up.tsx'
import { handOverWarnings, marketplaceWarnings } from './hand-over-warnings.ts'
import { OrderReasons } from './order-reasons.tsx'
import { handedOver, lastPickUp } from './order-story.ts'
import type { OrderRead } from './read-order.ts'

interface PickUpCardProps {
  readonly read: OrderRead
  readonly agora: Date
  readonly mayPickUp: boolean
  /** The act that was sent here and not done. */
  readonly refused: RefusedAct | undefined
}

export function PickUpCard({ read, agora, mayPickUp, refused }: PickUpCardProps) {
  const { order, acts, reasons } = read
  const forced = refusalOfAct(refused, 'pick-up')
  switch (order.status) {
    case 'RETIRADO':
      return (
        <Counter tom="done" titulo="Já foi retirado">
          <p>
            {handedOver(acts)}, em <Moment at={order.retiradoEm} />.
          </p>
          {mayPickUp && mayUndo(read, agora) ? (
            <UndoPickUpForm id={order.id} refused={refusalOfAct(refused, 'undo-pick-up')} />
          ) : null}
        </Counter>
      )
    case 'CANCELADO':
      return (
        <Counter tom="stop" titulo="Cancelado: não entregue">
          <p>
            O marketplace cancelou este pedido <Age at={order.canceladoEm} agora={agora} />.
          </p>
        </Counter>
      )
    case 'PRONTO':
      return (
        <Counter tom="go" titulo="Pronto para retirada">
          <p>
            Pronto <Age at={order.prontoEm} agora={agora} />. <ToFetch read={read} />
          </p>
          {marketplaceWarnings(read).map((warning) => (
            <Banner tom="aviso">{warning}</Banner>
          ))}
          {mayPickUp ? <PickUpForm id={order.id} refused={forced} /> : null}
        </Counter>
      )
    default:
      return (
        <Counter tom="wait" titulo="Ainda não está pronto">
          <OrderReasons motivos={reasons} />
          {mayPickUp ? (
            <details class="act" open={forced !== undefined}>
              <summary class="button danger">Entregar mesmo assim</summary>
              <PickUpForm id={order.id} refused={forced} warnings={handOverWarnings(read)} />
            </details>
          ) : null}
        </Counter>
      )
  }
}

const UNDO_MS = 10 * 60_000

/** True for ten minutes after a person has noted the hand-over. The database decides. */
function mayUndo({ order, acts }: OrderRead, now: Date): boolean {
  const since = now.getTime() - (order.retiradoEm?.getTime() ?? 0)
  return lastPickUp(acts) !== undefined && since <= UNDO_MS
}

function Counter({ tom, titulo, children }: { tom: string; titulo: string; children?: Child }) {
  return (
    <section class={`card counter ${tom}`}>
      <h2>{titulo}</h2>
      {children}
    </section>
  )
}

function ToFetch({ read }: { read: OrderRead }) {
  const labelled = read.volumes.filter(({ etiqueta }) => etiqueta !== null)
  if (labelled.length === 0) return null
  return (
    <>
      Buscar{' '}
      {labelled.map(({ etiqueta, posicao }, at) => (
        <>
          {at === 0 ? '' : ', '}
          <strong class="mono">
            <InertText text={etiqueta ?? ''} />
          </strong>
          {posicao === null ? null : (
            <>
              {' '}
              na posição{' '}
              <strong class="mono">
                <InertText text={posicao} />
              </strong>
            </>
          )}
        </>
      ))}
      .
    </>
  )
}
