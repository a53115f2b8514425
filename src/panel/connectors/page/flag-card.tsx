/** The feature flag of the store, and what waits for it. */
import { countText } from '../../pieces/text/number-text.ts'
import { StatusPill } from '../../pieces/status-pill.tsx'
import type { Connector } from '../find-connectors.ts'

/** Events that wait are counted no further. */
export const WAITING_CAP = 10_000

interface FlagCardProps {
  readonly conector: Connector
  readonly esperando: number
  readonly maySave: boolean
}

export function FlagCard({ conector, esperando, maySave }: FlagCardProps) {
  const { id, ligado, loja, canal } = conector
  const waiting = countText(esperando, WAITING_CAP)
  return (
    <section class="card">
      <h2>
        Integração da loja{' '}
        {ligado ? (
          <StatusPill status="ATIVO" texto="ligada" />
        ) : (
          <StatusPill status="DESATIVADO" texto="desligada" />
        )}
      </h2>
      <p>
        <code>integracao.{canal.toLowerCase()}.enabled</code> de {loja}.{' '}
        {ligado
          ? 'Os eventos são processados assim que chegam.'
          : `Os eventos são guardados e esperam: ${waiting} agora.`}
      </p>
      {ligado && esperando > 0 ? (
        <p class="hint">
          Liberação em andamento: {waiting}{' '}
          {esperando === 1 ? 'evento aguarda' : 'eventos aguardam'} ainda.
        </p>
      ) : null}
      {maySave ? (
        <form method="post" action={`/conectores/${id}/integracao`} data-once>
          <input type="hidden" name="ligar" value={ligado ? 'nao' : 'sim'} />
          <button class={ligado ? 'danger' : 'primary'}>
            {ligado ? 'Desligar a integração' : `Ligar e liberar ${waiting}`}
          </button>
        </form>
      ) : null}
    </section>
  )
}
