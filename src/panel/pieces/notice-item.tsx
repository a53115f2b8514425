/** One pick-up notice: what became of it, and its text where that is known. */
import { maskText } from '../../core/text/mask.ts'
import { InertText } from './text/inert-text.tsx'
import { Age } from './text/moment.tsx'
import { StatusPill } from './status-pill.tsx'

export interface NoticeShown {
  readonly status: string
  readonly meio: string
  readonly origem: string
  readonly erro: string | null
  readonly criadoEm: Date
  readonly enviadoEm: Date | null
  readonly registradoEm: Date | null
  readonly texto?: string | null
}

export function NoticeItem({ aviso, agora }: { aviso: NoticeShown; agora: Date }) {
  const { status, meio, origem, erro, criadoEm, enviadoEm, registradoEm, texto } = aviso
  return (
    <li>
      <StatusPill status={status} /> {meio}, {origem === 'MANUAL' ? 'manual' : 'automático'},{' '}
      <span class="hint">
        <Age at={enviadoEm ?? registradoEm ?? criadoEm} agora={agora} />
      </span>
      {status === 'REGISTRADA' ? <p class="hint">{onlyWrittenDown(meio)}</p> : null}
      {erro === null ? null : (
        <p class="wrong">
          <InertText text={maskText(erro)} />
        </p>
      )}
      {texto == null ? null : (
        <details class="fold">
          <summary>Texto do aviso</summary>
          <p class="lines">
            <InertText text={maskText(texto)} />
          </p>
        </details>
      )}
    </li>
  )
}

/** Explains REGISTRADA, and how to end it. */
export function onlyWrittenDown(medium: string): string {
  return `Só registrado, ninguém o recebeu: não havia gateway de ${medium} (NOTIFY_${medium}).`
}

/** What happens to every notice of this kind while it has no gateway. */
export function noGateway(medium: string): string {
  return `Não há gateway de ${medium}: os avisos são só registrados, e nenhum cliente os recebe. Configure NOTIFY_${medium}.`
}
