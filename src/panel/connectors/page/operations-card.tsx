/** How each operation at the marketplace last went: breakers that have ever opened, and each task of the synchronisation. */
import { Moment } from '../../pieces/text/moment.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import type { Connector } from '../find-connectors.ts'
import { operationName } from './operation-names.ts'

export function OperationsCard({ conector }: { conector: Connector }) {
  const { disjuntores, sincronismos } = conector
  return (
    <section class="card">
      <h2>Operações</h2>
      {disjuntores.length + sincronismos.length === 0 ? (
        <p class="hint">Nenhum disjuntor abriu até hoje, e nada foi sincronizado ainda.</p>
      ) : (
        <Table titulo="Operações" colunas={['Operação', 'Estado', 'Desde', 'O que houve']}>
          {sincronismos.map(({ tarefa, concluidoEm, erro, vistos, novos, ate }) => (
            <tr>
              <td>{operationName(tarefa)}</td>
              <td class="tight">
                <StatusPill
                  status={erro === null ? 'FEITO' : 'FALHOU'}
                  texto={erro === null ? 'ok' : 'falhou'}
                />
              </td>
              <td class="tight">
                <Moment at={concluidoEm} />
              </td>
              <td>
                {erro ?? `${vistos ?? 0} vistos, ${novos ?? 0} novos`}
                {ate === null ? null : (
                  <>
                    ; lido até <Moment at={ate} />
                  </>
                )}
              </td>
            </tr>
          ))}
          {disjuntores.map(({ operacao, estado, mudouEm, reabreEm }) => (
            <tr>
              <td>{operationName(operacao)}</td>
              <td class="tight">
                <StatusPill status={estado} />
              </td>
              <td class="tight">
                <Moment at={mudouEm} />
              </td>
              <td>
                {estado === 'ABERTO' ? (
                  <>
                    tenta de novo <Moment at={reabreEm} />
                  </>
                ) : (
                  ''
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}
