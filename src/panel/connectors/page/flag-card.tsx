/** The feature flag of the store, and how many events wait for it. */
import { countText } from '../../pieces/text/number-text.ts'
import { StatusPill } from '../../pieces/status-pill.tsx'
import type { Connector } from '../find-connectors.ts'

/** Waiting events are counted up to here. */
export const WAITING_CAP = 10_000

interface FlagCardProps {
  readonly connector: Connector
  readonly waitingEvents: number
  readonly maySave: boolean
}

export function FlagCard({ connector, waitingEvents, maySave }: FlagCardProps) {
  const { id, isOn, storeName, canal } = connector
  const waiting = countText(waitingEvents, WAITING_CAP)
  return (
    <section class="card">
      <h2>
        Integração da loja{' '}
        {isOn ? (
          <StatusPill status="ATIVO" texto="ligada" />
        ) : (
          <StatusPill status="DESATIVADO" texto="desligada" />
        )}
      </h2>
      <p>
        <code>integracao.{canal.toLowerCase()}.enabled</code> de {storeName}.{' '}
        {isOn
          ? 'Os eventos são processados assim que chegam.'
          : `Os eventos são guardados e esperam: ${waiting} agora.`}
      </p>
      {isOn && waitingEvents > 0 ? (
        <p class="hint">
          Liberação em andamento: {waiting}{' '}
          {waitingEvents === 1 ? 'evento aguarda' : 'eventos aguardam'} ainda.
        </p>
      ) : null}
      {maySave ? (
        <form method="post" action={`/conectores/${id}/integracao`} data-once>
          <input type="hidden" name="ligar" value={isOn ? 'nao' : 'sim'} />
          <button class={isOn ? 'danger' : 'primary'}>
            {isOn ? 'Desligar a integração' : `Ligar e liberar ${waiting}`}
          </button>
        </form>
      ) : null}
    </section>
  )
}
