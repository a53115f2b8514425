/** The page at /lotes/ID: a plan to confirm, or the progress of a bulk act and what it was refused. */
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { Banner } from '../pieces/banner.tsx'
import { page } from '../pieces/page.tsx'
import { problemPage } from '../pieces/problem-page.tsx'
import { BulkActButtons, BulkActProgress } from './bulk-act-progress.tsx'
import { bulkActPermission, bulkActText } from './bulk-act-kind.ts'
import { BulkActFacts } from './bulk-act-facts.tsx'
import { BulkActPlan } from './bulk-act-plan.tsx'
import { LiveWatch } from '../pieces/live-watch.tsx'
import { type BulkAct, readBulkAct, readBulkActSummary } from './read-bulk-act.ts'
import { readRefused, RefusedItems } from './refused-items.tsx'

/** A decision about the bulk act that was not carried out, and why. */
export interface BulkActRefusal {
  readonly status: 404 | 409 | 422
  readonly frase: string
}

export async function bulkActPage(
  c: PanelContext,
  { query }: PanelDeps,
  id: string,
  refused?: BulkActRefusal,
): Promise<Response> {
  const { operator } = c.var
  const bulkAct = await readBulkAct(query, operator, id)
  if (bulkAct === null) return noSuchBulkAct(c)
  const mayAct =
    mayDo(operator.papel, 'lote.executar') && mayDo(operator.papel, bulkActPermission(bulkAct.kind))
  const isPlan = bulkAct.status === 'PLANEJADO'
  return page(
    c,
    {
      titulo: `Lote nº ${id}`,
      resumo: bulkActText(bulkAct.kind),
      acima: ['/lotes', 'Lotes'],
      ...(refused === undefined ? {} : { status: refused.status }),
    },
    <>
      {refused === undefined ? null : <Banner tom="aviso">{refused.frase}</Banner>}
      <div class="story">
        <section class="card">
          {isPlan ? (
            <BulkActPlan
              bulkAct={bulkAct}
              resumo={await readBulkActSummary(query, operator, id)}
              mayAct={mayAct}
            />
          ) : (
            <>
              <h2>Andamento</h2>
              <Progress bulkAct={bulkAct} />
              {mayAct ? <BulkActButtons bulkAct={bulkAct} /> : null}
            </>
          )}
        </section>
        <section class="card">
          <h2>Dados</h2>
          <BulkActFacts bulkAct={bulkAct} operator={operator} />
        </section>
      </div>
      {isPlan ? null : (
        <RefusedItems c={c} kind={bulkAct.kind} page={await readRefused(query, c, id)} />
      )}
    </>,
  )
}

/** The page follows a bulk act that has not ended. */
function Progress({ bulkAct }: { bulkAct: BulkAct }) {
  if (bulkAct.status === 'CONCLUIDO' || bulkAct.status === 'CANCELADO')
    return <BulkActProgress bulkAct={bulkAct} />
  return (
    <>
      <LiveWatch id="andamento" de={`/ao-vivo/lotes/${bulkAct.id}`}>
        <BulkActProgress bulkAct={bulkAct} />
      </LiveWatch>
      <noscript>
        <p class="hint">
          <a href={`/lotes/${bulkAct.id}`}>Atualizar</a>
        </p>
      </noscript>
    </>
  )
}

export function noSuchBulkAct(c: PanelContext): Response | Promise<Response> {
  return problemPage(c, 404, 'Lote não encontrado', 'Não há lote com este número entre os seus.')
}
