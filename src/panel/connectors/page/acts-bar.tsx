/** The acts on a connector as a whole: test, synchronise, authorize again, switch off and on. */
import { ActForm } from '../../pieces/forms/act-form.tsx'
import type { Connector } from '../find-connectors.ts'

interface ActsBarProps {
  readonly connector: Connector
  readonly maySave: boolean
  /** Why the reason for switching was refused. */
  readonly problema?: string | undefined
}

export function ActsBar({ connector, maySave, problema }: ActsBarProps) {
  const { status, clientId } = connector
  const here = `/conectores/${connector.id}`
  const isOn = status !== 'DESATIVADO'
  return (
    <>
      {clientId === null || !isOn ? null : (
        <>
          <form method="post" action={`${here}/testar`} data-once class="inline">
            <button>Testar</button>
          </form>
          <form method="post" action={`${here}/sincronizar`} data-once class="inline">
            <button>Sincronizar agora</button>
          </form>
        </>
      )}
      {maySave && clientId !== null && isOn ? (
        <a class="button" href={`${here}/reautorizar`}>
          Reautorizar
        </a>
      ) : null}
      {maySave ? (
        <ActForm
          action={`${here}/${isOn ? 'desativar' : 'ativar'}`}
          titulo={isOn ? 'Desativar' : 'Ativar'}
          perigo={isOn}
          problema={problema}
          efeito={
            isOn
              ? 'Nada mais entra por este conector, e nada é pedido ao marketplace, até que seja ativado.'
              : 'O conector volta a receber e a consultar, e o que esperava por isso segue.'
          }
        />
      ) : null}
    </>
  )
}
