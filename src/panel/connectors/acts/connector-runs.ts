/**
 * Runs the acts Testar and Sincronizar agora in the background: the person does not wait for them. A connector has at most
 * one of each at a time, over all processes. Progress is in the database, so any page of any process shows it.
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
  /** Resolves to false if one is already running. Rejects with a refusal if the operator may not see the connector. */
  begin(
    operator: Operator,
    connector: RunnableConnector,
    act: 'TESTAR' | 'SINCRONIZAR',
  ): Promise<boolean>
}

interface ConnectorRunsOptions {
  readonly query: Query
  readonly acts: ConnectorActs
  readonly log: Logger
}

type Note = (steps: readonly RunStep[]) => Promise<void>

/** `stop` interrupts the running acts, notes that they were interrupted, and waits for them. */
export function createConnectorRuns({ query, acts, log }: ConnectorRunsOptions): ConnectorRuns {
  const stopping = new AbortController()
  const underway = new Set<Promise<void>>()
  const service = query.as({ tenants: 'todos', ator: 'painel' })

  return {
    async begin(operator, connector, act) {
      const isMine = await query.as(operator).oneFirst(sql.type(v.object({ minha: v.boolean() }))`
        select connectors.begin_connector_act(
          ${connector.id}::bigint, ${act}, ${operator.ator}, ${tenantList(operator)}
        ) as minha`)
      if (!isMine) return false
      const run = finish(connector.id, act, act === 'TESTAR' ? test(connector) : sync(connector))
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
    act: string,
    work: (note: Note) => Promise<readonly RunStep[]>,
  ): Promise<void> {
    let steps: readonly RunStep[] = []
    let erro: string | null = null
    const save = (isOver: boolean) =>
      service.any(sql.unsafe`
        select connectors.note_connector_act(
          ${id}::bigint, ${act}, ${JSON.stringify(steps)}::jsonb, ${isOver}, ${erro}
        )`)
    try {
      steps = await work(async (sofar) => {
        steps = sofar
        await save(false)
      })
      if (stopping.signal.aborted) erro = 'o serviço foi encerrado no meio'
    } catch (error) {
      log.error({ err: error, conectorId: id, act }, 'act on a connector failed')
      erro = 'algo falhou aqui dentro: o registro do serviço diz o quê'
    }
    try {
      await save(true)
    } catch (error) {
      // The act counts as over after a minute of silence.
      log.warn({ err: error, conectorId: id, act }, 'end of an act on a connector not noted')
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
      for (const task of SYNC_TASKS) {
        if (stopping.signal.aborted) break
        ends.set(task, { estado: 'ANDAMENTO', detalhe: '' })
        await note(steps())
        ends.set(task, endOf(await acts.sync(task, { conectorId, tenantId }, stopping.signal)))
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
