/** The pick-up notices of an order, and what a person may do about them. */
import { randomUUID } from 'node:crypto'
import { maskText } from '../../core/mask.ts'
import { ActForm } from '../pieces/act-form.tsx'
import { DecideForm } from '../pieces/decide-form.tsx'
import { InertText } from '../pieces/inert-text.tsx'
import { Age } from '../pieces/moment.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import type { Aviso, OrderRead } from './read-order.ts'
import type { RefusedAct } from './refused-act.ts'

interface NoticesCardProps {
  readonly read: OrderRead
  readonly agora: Date
  readonly mayResend: boolean
  readonly refused: RefusedAct | undefined
}

export function NoticesCard({ read, agora, mayResend, refused }: NoticesCardProps) {
  const { avisos } = read
  return (
    <section class="card">
      <h2>Avisos de retirada</h2>
      {avisos.length === 0 ? <p class="none">Nenhum aviso ainda.</p> : null}
      <ul class="notices">
        {avisos.toReversed().map((aviso) => (
          <Notice aviso={aviso} agora={agora} />
        ))}
      </ul>
      {mayResend ? <Acts read={read} agora={agora} refused={refused} /> : null}
    </section>
  )
}

function Notice({ aviso, agora }: { aviso: Aviso; agora: Date }) {
  const { status, meio, origem, erro, enviadoEm, criadoEm } = aviso
  return (
    <li>
      <StatusPill status={status} /> {meio}, {origem === 'MANUAL' ? 'manual' : 'automático'},{' '}
      <span class="hint">
        <Age at={enviadoEm ?? criadoEm} agora={agora} />
      </span>
      {erro === null ? null : (
        <p class="wrong">
          <InertText text={maskText(erro)} />
        </p>
      )}
    </li>
  )
}

function Acts({ read, agora, refused }: Omit<NoticesCardProps, 'mayResend'>) {
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
  Omit<NoticesCardProps, 'mayResend' | 'read'> & { readonly avisos: readonly Aviso[] }) {
  const last = avisos.findLast(({ enviadoEm }) => enviadoEm !== null)
  const typed = refused?.act === 'reenviar' ? refused : undefined
  return (
    <ActForm
      action={`/pedidos/${id}/avisar`}
      titulo="Enviar novamente notificação"
      efeito={
        <>
          O cliente recebe o aviso de retirada mais uma vez.{' '}
          {last === undefined ? (
            'Nenhum foi enviado até agora.'
          ) : (
            <>
              O último foi enviado <Age at={last.enviadoEm} agora={agora} />.
            </>
          )}
        </>
      }
      motivo={typed?.typed['motivo']}
      problema={typed?.frase}
    >
      <input type="hidden" name="chave" value={typed?.typed['chave'] ?? randomUUID()} />
    </ActForm>
  )
}
