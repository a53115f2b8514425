/** How far what a person set going on a connector has come, and which synchronisations run whoever began them. */
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
  acao: v.picklist(['TESTAR', 'SINCRONIZAR']),
  pedidaPor: v.string(),
  iniciadaEm: v.date(),
  concluidaEm: v.nullable(v.date()),
  erro: v.nullable(v.string()),
  resultado: v.array(RunStep),
  /** Its process has died: nothing was heard of it for a minute, and it holds no lock. */
  perdida: v.boolean(),
})

export type Run = v.InferOutput<typeof Run>

export interface Runs {
  /** Null also for whoever may not test: its steps tell of the connector's tokens. */
  readonly testar: Run | null
  readonly sincronizar: Run | null
  /** Tasks that hold their lock right now. */
  readonly emCurso: readonly string[]
}

export async function findRuns(query: Query, operator: Operator, id: string): Promise<Runs> {
  const reads = query.as(operator)
  const emCurso = await reads.oneFirst(sql.type(v.object({ tarefas: v.array(v.string()) }))`
    select mercado_livre.syncs_underway(${id}::bigint) as tarefas`)
  const rows = await reads.any(sql.type(Run)`
    select
      e.acao, e.pedida_por as "pedidaPor", e.iniciada_em as "iniciadaEm", e.concluida_em as "concluidaEm", e.erro,
      e.resultado,
      e.concluida_em is null
        and e.progresso_em < clock_timestamp() - interval '1 minute'
        and (e.acao <> 'SINCRONIZAR' or ${emCurso.length === 0}) as perdida
    from ops.conector_acao as e
    where ${tenantCondition(operator)}
      and e.conector_id = ${id}::bigint`)
  const run = (acao: Run['acao']) => rows.find((each) => each.acao === acao) ?? null
  const testar = mayDo(operator.papel, 'conector.testar') ? run('TESTAR') : null
  return { testar, sincronizar: run('SINCRONIZAR'), emCurso }
}

/** Whether a page that shows it will be out of date in a moment. */
export function isUnderway({ testar, sincronizar, emCurso }: Runs): boolean {
  const runs = (run: Run | null) => run !== null && run.concluidaEm === null && !run.perdida
  return runs(testar) || runs(sincronizar) || emCurso.length > 0
}
