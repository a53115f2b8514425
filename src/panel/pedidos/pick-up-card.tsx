/** What the counter is there for: whether the order can be handed over, what to fetch, and the two taps that note it. */
import type { Child } from 'hono/jsx'
import { InertText } from '../pieces/inert-text.tsx'
import { Age, Moment } from '../pieces/moment.tsx'
import { missingText } from './missing-text.ts'
import { handedOver } from './order-story.ts'
import type { OrderRead } from './read-order.ts'

interface PickUpCardProps {
  readonly read: OrderRead
  readonly agora: Date
  readonly mayPickUp: boolean
  /** Who collects it, if that was chosen before. */
  readonly chosen: string | undefined
}

export function PickUpCard({ read, agora, mayPickUp, chosen }: PickUpCardProps) {
  const { pedido, atos, faltas } = read
  switch (pedido.status) {
    case 'RETIRADO':
      return (
        <Counter tom="done" titulo="Já foi retirado">
          <p>
            {handedOver(atos)}, em <Moment at={pedido.retiradoEm} />.
          </p>
        </Counter>
      )
    case 'CANCELADO':
      return (
        <Counter tom="stop" titulo="Cancelado: não entregue">
          <p>
            O marketplace cancelou este pedido <Age at={pedido.canceladoEm} agora={agora} />.
          </p>
        </Counter>
      )
    case 'PRONTO':
      return (
        <Counter tom="go" titulo="Pronto para retirada">
          <p>
            Pronto <Age at={pedido.prontoEm} agora={agora} />. <ToFetch read={read} />
          </p>
          {mayPickUp ? <PickUpForm id={pedido.id} chosen={chosen} /> : null}
        </Counter>
      )
    default:
      return (
        <Counter tom="wait" titulo="Ainda não está pronto">
          <Missing faltas={faltas} />
          {mayPickUp ? (
            <details class="act">
              <summary class="button">Entregar mesmo assim</summary>
              <PickUpForm id={pedido.id} chosen={chosen}>
                <p>O pedido passa a RETIRADO sem ter estado PRONTO, e o cliente não é avisado.</p>
              </PickUpForm>
            </details>
          ) : null}
        </Counter>
      )
  }
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

function Missing({ faltas }: { faltas: OrderRead['faltas'] }) {
  if (faltas.length === 0) {
    return <p>Nada falta: fica PRONTO assim que a fila processar o último evento.</p>
  }
  const isMapping = faltas.some(({ chave }) => chave !== null)
  return (
    <>
      <p>Para ficar PRONTO falta:</p>
      <ul>
        {faltas.map((falta) => (
          <li>
            <InertText text={missingText(falta)} />
          </li>
        ))}
      </ul>
      {isMapping ? (
        <p>
          <a href="/pendencias">Mapear em Pendências</a>
        </p>
      ) : null}
    </>
  )
}

const COLLECTORS = [
  ['TITULAR', 'O titular do pedido'],
  ['AUTORIZADO', 'Uma pessoa autorizada'],
] as const

function PickUpForm(props: { id: string; chosen: string | undefined; children?: Child }) {
  const { id, chosen, children } = props
  return (
    <form class="pick-up" method="post" action={`/pedidos/${id}/retirar`} data-once>
      {children}
      <fieldset class="choices">
        <legend>Quem está retirando?</legend>
        {COLLECTORS.map(([value, text]) => (
          <label class="check">
            <input
              type="radio"
              name="retirado_por"
              value={value}
              required
              checked={chosen === value}
            />
            {text}
          </label>
        ))}
      </fieldset>
      <button class="primary">Marcar RETIRADO</button>
    </form>
  )
}
