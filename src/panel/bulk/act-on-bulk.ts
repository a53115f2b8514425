/** POST /lotes/ID/confirmar, pausar, retomar, cancelar: a person's word on a bulk act. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { NUMBER } from '../events/event-address.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { type Done, done } from '../pieces/done.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'
import { loteAcaoPermission } from './bulk-kind.ts'
import { lotePage, noSuchLote } from './bulk-page.tsx'
import { type Lote, readLote } from './read-bulk.ts'

const Typed = v.object({ digitado: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(16)), '') })

interface LoteAct {
  readonly feito: Done
  readonly statement: (lote: Lote, operator: Operator, digitado: string) => Statement
  /** Where a second click of the first has already brought it. */
  readonly reached: readonly Lote['status'][]
}

type Statement = ReturnType<typeof sql.unsafe>

const ACTS: Readonly<Record<string, LoteAct>> = {
  confirmar: {
    feito: 'lote.confirmar',
    reached: ['EM_ANDAMENTO', 'CONCLUIDO'],
    statement: ({ id }, operator, digitado) => sql.unsafe`
      select bulk.confirm(
        ${id}::bigint, ${typedNumber(digitado)}::int, ${operator.ator}, ${tenantList(operator)}
      )`,
  },
  pausar: {
    feito: 'lote.pausar',
    reached: ['PAUSADO'],
    statement: ({ id }, operator) => sql.unsafe`
      select bulk.pause(${id}::bigint, ${operator.ator}, ${tenantList(operator)})`,
  },
  retomar: {
    feito: 'lote.retomar',
    reached: ['EM_ANDAMENTO'],
    statement: ({ id }, operator) => sql.unsafe`
      select bulk.resume(${id}::bigint, ${operator.ator}, ${tenantList(operator)})`,
  },
  cancelar: {
    feito: 'lote.cancelar',
    reached: ['CANCELADO'],
    statement: ({ id }, operator) => sql.unsafe`
      select bulk.cancel(${id}::bigint, ${operator.ator}, ${tenantList(operator)})`,
  },
}

export function actOnLote(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  for (const [name, { feito, statement, reached }] of Object.entries(ACTS)) {
    app.post(`/lotes/:id${NUMBER}/${name}`, may('lote.executar'), async (c) => {
      const { id } = c.req.param()
      const { operator } = c.var
      const form = await readForm(c, Typed)
      const lote = await readLote(query, operator, id)
      if (lote === null) return noSuchLote(c)
      if (!mayDo(operator.papel, loteAcaoPermission(lote.acao))) {
        return problemPage(c, 403, 'Acesso negado', 'Seu papel não permite este lote.')
      }
      const digitado = form.ok ? form.value.digitado : ''
      const tried = await attempt(() => query.as(operator).any(statement(lote, operator, digitado)))
      if (tried.ok) return done(c, `/lotes/${id}`, feito)
      const { status, sentence } = tried.refusal
      if (status === 409) {
        const now = await readLote(query, operator, id)
        if (now !== null && reached.includes(now.status)) return done(c, `/lotes/${id}`, feito)
      }
      return lotePage(c, deps, id, { status, frase: sentence })
    })
  }
}

/** As people write it, `1.234` too; -1, which is nobody's total, for what is no number. */
function typedNumber(text: string): number {
  return /^\d{1,3}(?:\.?\d{3})?$/.test(text) ? Number(text.replace('.', '')) : -1
}
