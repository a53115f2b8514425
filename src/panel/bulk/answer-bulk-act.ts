/** POST /lotes/ID/confirmar, pausar, retomar, cancelar: what a person decides about a bulk act. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { NUMBER } from '../pieces/event-address.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { type Done, done } from '../pieces/done.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'
import { bulkActPermission } from './bulk-act-kind.ts'
import { bulkActPage, noSuchBulkAct } from './bulk-act-page.tsx'
import { type BulkAct, readBulkAct } from './read-bulk-act.ts'

const Typed = v.object({ digitado: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(16)), '') })

interface BulkActAnswer {
  readonly doneAs: Done
  readonly statement: (bulkAct: BulkAct, operator: Operator, typed: string) => Statement
  /** The statuses in which a second click finds what the first has done. */
  readonly reached: readonly BulkAct['status'][]
}

type Statement = ReturnType<typeof sql.unsafe>

const ACTS: Readonly<Record<string, BulkActAnswer>> = {
  confirmar: {
    doneAs: 'lote.confirmar',
    reached: ['EM_ANDAMENTO', 'CONCLUIDO'],
    statement: ({ id }, operator, typed) => sql.unsafe`
      select bulk.confirm(
        ${id}::bigint, ${typedNumber(typed)}::int, ${operator.ator}, ${tenantList(operator)}
      )`,
  },
  pausar: {
    doneAs: 'lote.pausar',
    reached: ['PAUSADO'],
    statement: ({ id }, operator) => sql.unsafe`
      select bulk.pause(${id}::bigint, ${operator.ator}, ${tenantList(operator)})`,
  },
  retomar: {
    doneAs: 'lote.retomar',
    reached: ['EM_ANDAMENTO'],
    statement: ({ id }, operator) => sql.unsafe`
      select bulk.resume(${id}::bigint, ${operator.ator}, ${tenantList(operator)})`,
  },
  cancelar: {
    doneAs: 'lote.cancelar',
    reached: ['CANCELADO'],
    statement: ({ id }, operator) => sql.unsafe`
      select bulk.cancel(${id}::bigint, ${operator.ator}, ${tenantList(operator)})`,
  },
}

export function answerBulkAct(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  for (const [name, { doneAs, statement, reached }] of Object.entries(ACTS)) {
    app.post(`/lotes/:id${NUMBER}/${name}`, may('lote.executar'), async (c) => {
      const { id } = c.req.param()
      const { operator } = c.var
      const form = await readForm(c, Typed)
      const bulkAct = await readBulkAct(query, operator, id)
      if (bulkAct === null) return noSuchBulkAct(c)
      if (!mayDo(operator.papel, bulkActPermission(bulkAct.kind))) {
        return problemPage(c, 403, 'Acesso negado', 'Seu papel não permite este lote.')
      }
      const typed = form.ok ? form.value.digitado : ''
      const tried = await attempt(() => query.as(operator).any(statement(bulkAct, operator, typed)))
      if (tried.ok) return done(c, `/lotes/${id}`, doneAs)
      const { status, sentence } = tried.refusal
      if (status === 409) {
        const now = await readBulkAct(query, operator, id)
        if (now !== null && reached.includes(now.status)) return done(c, `/lotes/${id}`, doneAs)
      }
      return bulkActPage(c, deps, id, { status, frase: sentence })
    })
  }
}

/** Reads a number as people write it, `1.234` too. Returns -1, which is no total, for anything else. */
function typedNumber(text: string): number {
  return /^\d{1,3}(?:\.?\d{3})?$/.test(text) ? Number(text.replace('.', '')) : -1
}
