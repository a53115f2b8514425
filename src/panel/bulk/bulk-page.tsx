/** /lotes/ID: a plan to confirm, or how far it has come and what was refused. */
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { Banner } from '../pieces/banner.tsx'
import { page } from '../pieces/page.tsx'
import { problemPage } from '../pieces/problem-page.tsx'
import { LoteActs } from './bulk-acts.tsx'
import { loteAcaoPermission, loteAcaoText } from './bulk-kind.ts'
import { LoteFacts } from './bulk-facts.tsx'
import { LotePlan } from './bulk-plan.tsx'
import { LoteProgress } from './bulk-progress.tsx'
import { LiveWatch } from '../pieces/live-watch.tsx'
import { readLoteSummary } from './read-bulk-summary.ts'
import { type Lote, readLote } from './read-bulk.ts'
import { RefusedItems } from './refused-items.tsx'
import { readRefused } from './read-refused.ts'

/** An act on it that was not done, and why. */
export interface LoteRefusal {
  readonly status: 404 | 409 | 422
  readonly frase: string
}

export async function lotePage(
  c: PanelContext,
  { query }: PanelDeps,
  id: string,
  recusa?: LoteRefusal,
): Promise<Response> {
  const { operator } = c.var
  const lote = await readLote(query, operator, id)
  if (lote === null) return noSuchLote(c)
  const mayAct =
    mayDo(operator.papel, 'lote.executar') && mayDo(operator.papel, loteAcaoPermission(lote.acao))
  const isPlan = lote.status === 'PLANEJADO'
  return page(
    c,
    {
      titulo: `Lote nº ${id}`,
      resumo: loteAcaoText(lote.acao),
      acima: ['/lotes', 'Lotes'],
      ...(recusa === undefined ? {} : { status: recusa.status }),
    },
    <>
      {recusa === undefined ? null : <Banner tom="aviso">{recusa.frase}</Banner>}
      <div class="story">
        <section class="card">
          {isPlan ? (
            <LotePlan
              lote={lote}
              resumo={await readLoteSummary(query, operator, id)}
              mayAct={mayAct}
            />
          ) : (
            <>
              <h2>Andamento</h2>
              <Progress lote={lote} />
              {mayAct ? <LoteActs lote={lote} /> : null}
            </>
          )}
        </section>
        <section class="card">
          <h2>Dados</h2>
          <LoteFacts lote={lote} operator={operator} />
        </section>
      </div>
      {isPlan ? null : (
        <RefusedItems c={c} acao={lote.acao} itens={await readRefused(query, c, id)} />
      )}
    </>,
  )
}

/** What can still move is followed; what has ended stands still. */
function Progress({ lote }: { lote: Lote }) {
  if (lote.status === 'CONCLUIDO' || lote.status === 'CANCELADO')
    return <LoteProgress lote={lote} />
  return (
    <>
      <LiveWatch id="andamento" de={`/ao-vivo/lotes/${lote.id}`}>
        <LoteProgress lote={lote} />
      </LiveWatch>
      <noscript>
        <p class="hint">
          <a href={`/lotes/${lote.id}`}>Atualizar</a>
        </p>
      </noscript>
    </>
  )
}

export function noSuchLote(c: PanelContext): Response | Promise<Response> {
  return problemPage(c, 404, 'Lote não encontrado', 'Não há lote com este número entre os seus.')
}
