/** The last result of each synchronisation task, and the breakers that have ever opened. */
import { operationWord } from '../../pieces/words.ts'
import { Moment } from '../../pieces/text/moment.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import type { Connector } from '../find-connectors.ts'

export function OperationsCard({ connector }: { connector: Connector }) {
  const { breakers, syncs } = connector
  return (
    <section class="card">
      <h2>Operações</h2>
      {breakers.length + syncs.length === 0 ? (
        <p class="hint">Nenhum disjuntor abriu até hoje, e nada foi sincronizado ainda.</p>
      ) : (
        <Table titulo="Operações" colunas={['Operação', 'Estado', 'Desde', 'O que houve']}>
          {syncs.map(({ task, endedAt, error, seen, found, readUntil }) => (
            <tr>
              <td>{operationWord(task)}</td>
              <td class="tight">
                <StatusPill
                  status={error === null ? 'FEITO' : 'FALHOU'}
                  texto={error === null ? 'ok' : 'falhou'}
                />
              </td>
              <td class="tight">
                <Moment at={endedAt} />
              </td>
              <td>
                {error ?? `${seen ?? 0} vistos, ${found ?? 0} novos`}
                {readUntil === null ? null : (
                  <>
                    ; lido até <Moment at={readUntil} />
                  </>
                )}
              </td>
            </tr>
          ))}
          {breakers.map(({ operation, state, changedAt, reopensAt }) => (
            <tr>
              <td>{operationWord(operation)}</td>
              <td class="tight">
                <StatusPill status={state} />
              </td>
              <td class="tight">
                <Moment at={changedAt} />
              </td>
              <td>
                {state === 'ABERTO' ? (
                  <>
                    tenta de novo <Moment at={reopensAt} />
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
