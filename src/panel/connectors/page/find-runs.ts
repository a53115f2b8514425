/** The progress of the acts that people started on a connector, and the synchronisation tasks that run now. */
import * as v from 'valibot'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import { mayDo } from '../../session/permissions.ts'

const RunStep = v.object({
  nome: v.string(),
  estado: v.picklist(['FILA', 'ANDAMENTO', 'FEITA', 'FALHOU', 'NADA']),
  detalhe: v.string(),
})

export type RunStep = v.InferOutput<typeof RunStep>

const Run = v.object({
  act: v.picklist(['TESTAR', 'SINCRONIZAR']),
  requester: v.string(),
  startedAt: v.date(),
  endedAt: v.nullable(v.date()),
  error: v.nullable(v.string()),
  steps: v.array(RunStep),
  /** Its process has died: it has noted nothing for a minute, and holds no lock. */
  isLost: v.boolean(),
})

export type Run = v.InferOutput<typeof Run>

export interface Runs {
  /** Null also for an operator who may not test: the steps tell of the connector's tokens. */
  readonly test: Run | null
  readonly sync: Run | null
  /** The tasks that hold their lock now, whoever started them. */
  readonly syncsUnderway: readonly string[]
}

export async function findRuns(query: Query, operator: Operator, id: string): Promise<Runs> {
  const reads = query.as(operator)
  const syncsUnderway = await reads.oneFirst(sql.type(v.object({ tarefas: v.array(v.string()) }))`
    select mercado_livre.syncs_underway(${id}::bigint) as tarefas`)
  const rows = await reads.any(sql.type(Run)`
    select
      e.acao as act, e.pedida_por as requester, e.iniciada_em as "startedAt", e.concluida_em as "endedAt", e.erro as error,
      e.resultado as steps,
      e.concluida_em is null
        and e.progresso_em < clock_timestamp() - interval '1 minute'
        and (e.acao <> 'SINCRONIZAR' or ${syncsUnderway.length === 0}) as "isLost"
    from ops.conector_acao as e
    where ${tenantCondition(operator)}
      and e.conector_id = ${id}::bigint`)
  const run = (act: Run['act']) => rows.find((each) => each.act === act) ?? null
  const test = mayDo(operator.papel, 'conector.testar') ? run('TESTAR') : null
  return { test, sync: run('SINCRONIZAR'), syncsUnderway }
}

/** Whether something still runs, so that a page that shows it must be refreshed. */
export function isUnderway({ test, sync, syncsUnderway }: Runs): boolean {
  const runs = (run: Run | null) => run !== null && run.endedAt === null && !run.isLost
  return runs(test) || runs(sync) || syncsUnderway.length > 0
}
