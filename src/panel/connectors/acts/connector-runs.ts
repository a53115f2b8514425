/**
 * Testar and Sincronizar agora: a person sets them going and waits for nothing. One of each runs at a time for a
 * connector, over all processes; how far it has come is in the database, so that any page, process or reload sees it.
 */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import type { Logger } from '../../../core/log.ts'
import type { Running } from '../../../core/running.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import {
  type ConnectorActs,
  SYNC_TASKS,
  type SyncOutcome,
  type SyncTaskName,
} from './connector-acts.ts'
import type { RunStep } from '../page/find-runs.ts'

export interface RunnableConnector {
  readonly id: string
  readonly tenantId: string
  readonly clientId: string
  readonly userId: string | null
}

export interface ConnectorRuns extends Running {
  /** False: one is under way. Rejects with a refusal where the connector is none of the operator's. */
  begin(
    operator: Operator,
    connector: RunnableConnector,
    acao: 'TESTAR' | 'SINCRONIZAR',
  ): Promise<boolean>
}

interface ConnectorRunsOptions {
  readonly query: Query
  readonly acts: ConnectorActs
  readonly log: Logger
}

type Note = (steps: readonly RunStep[]) => Promise<void>

/** `stop` interrupts what runs, notes that, and waits for it. */
export function createConnectorRuns({ query, acts, log }: ConnectorRunsOptions): ConnectorRuns {
  const stopping = new AbortController()
  const underway = new Set<Promise<void>>()
  const service = query.as({ tenants: 'todos', ator: 'painel' })

  return {
    async begin(operator, connector, acao) {
      const isMine = await query.as(operator).oneFirst(sql.type(v.object({ minha: v.boolean() }))`
        select connectors.begin_connector_act(
          ${connector.id}::bigint, ${acao}, ${operator.ator}, ${tenantList(operator)}
        ) as minha`)
      if (!isMine) return false
      const run = finish(connector.id, acao, acao === 'TESTAR' ? test(connector) : sync(connector))
      underway.add(run)
      void run.finally(() => underway.delete(run))
      return true
    },
    async stop() {
      stopping.abort()
      await Promise.all(underway)
    },
  }

  async function finish(
    id: string,
    acao: string,
    work: (note: Note) => Promise<readonly RunStep[]>,
  ): Promise<void> {
    let steps: readonly RunStep[] = []
    let erro: string | null = null
    const save = (isOver: boolean) =>
      service.any(sql.unsafe`
        select connectors.note_connector_act(
          ${id}::bigint, ${acao}, ${JSON.stringify(steps)}::jsonb, ${isOver}, ${erro}
        )`)
    try {
      steps = await work(async (sofar) => {
        steps = sofar
        await save(false)
      })
      if (stopping.signal.aborted) erro = 'o serviço foi encerrado no meio'
    } catch (error) {
      log.error({ err: error, conectorId: id, acao }, 'act on a connector failed')
      erro = 'algo falhou aqui dentro: o registro do serviço diz o quê'
    }
    try {
      await save(true)
    } catch (error) {
      // Silent from now on, it counts as over within a minute.
      log.warn({ err: error, conectorId: id, acao }, 'end of an act on a connector not noted')
    }
  }

  function test({ id, tenantId, clientId, userId }: RunnableConnector) {
    return async (note: Note) => {
      const asRun = (steps: Awaited<ReturnType<ConnectorActs['test']>>): RunStep[] =>
        steps.map(({ nome, ok, detalhe }) => ({ nome, estado: ok ? 'FEITA' : 'FALHOU', detalhe }))
      const seller = { conectorId: id, tenantId, clientId, userId: userId ?? '' }
      return asRun(await acts.test(seller, (steps) => note(asRun(steps))))
    }
  }

  function sync({ id: conectorId, tenantId }: RunnableConnector) {
    return async (note: Note) => {
      const ends = new Map<SyncTaskName, Pick<RunStep, 'estado' | 'detalhe'>>()
      const steps = () =>
        SYNC_TASKS.map((nome): RunStep => {
          return { nome, ...(ends.get(nome) ?? { estado: 'FILA', detalhe: '' }) }
        })
      for (const tarefa of SYNC_TASKS) {
        if (stopping.signal.aborted) break
        ends.set(tarefa, { estado: 'ANDAMENTO', detalhe: '' })
        await note(steps())
        ends.set(tarefa, endOf(await acts.sync(tarefa, { conectorId, tenantId }, stopping.signal)))
      }
      return steps()
    }
  }
}

function endOf(outcome: SyncOutcome | null): Pick<RunStep, 'estado' | 'detalhe'> {
  switch (outcome?.kind) {
    case undefined:
      return { estado: 'NADA', detalhe: 'outro conector da mesma aplicação consulta esta lista' }
    case 'running':
      return { estado: 'NADA', detalhe: 'já está em andamento em outro processo' }
    case 'failed':
      return { estado: 'FALHOU', detalhe: outcome.motivo }
    case 'done': {
      const { vistos, novos, deFora = 0, lacunas = [] } = outcome
      const why = lacunas.length === 0 ? '' : ` (${lacunas.join('; ')})`
      const left = deFora === 0 ? '' : `, ${deFora} de fora${why}`
      return { estado: 'FEITA', detalhe: `${vistos} vistos, ${novos} novos${left}` }
    }
  }
}
