/** The progress of a bulk act that has begun, and the buttons that pause, resume or cancel it. */
import { countText, spanText } from '../pieces/text/number-text.ts'
import { StatusPill } from '../pieces/status-pill.tsx'
import type { BulkAct } from './read-bulk-act.ts'

export function BulkActProgress({ bulkAct }: { bulkAct: BulkAct }) {
  const { status, total, doneCount, refusedCount, pendingCount, perSecond } = bulkAct
  return (
    <>
      <p>
        <StatusPill status={status} />
      </p>
      <progress
        max={total}
        value={doneCount + refusedCount}
        aria-label="Andamento do lote"
      ></progress>
      <p>
        <strong>{countText(doneCount)}</strong> de {countText(total)} feitos
        {refusedCount === 0
          ? ''
          : `, ${countText(refusedCount)} ${refusedCount === 1 ? 'recusado' : 'recusados'}`}
        {pendingCount === 0 ? '' : `, ${countText(pendingCount)} por fazer`}.
      </p>
      {status === 'EM_ANDAMENTO' ? (
        <p class="hint">
          A {perSecond} por segundo, faltam cerca de{' '}
          {spanText(Math.max(1, pendingCount / perSecond))}.
        </p>
      ) : null}
    </>
  )
}

/** The live page empties the element with this `id` once the bulk act has ended. */
export function BulkActButtons({ bulkAct: { id, status } }: { bulkAct: BulkAct }) {
  return (
    <div class="acts" id="lote-acoes">
      {status === 'EM_ANDAMENTO' ? (
        <form method="post" action={`/lotes/${id}/pausar`} data-once>
          <button>Pausar o lote</button>
        </form>
      ) : null}
      {status === 'PAUSADO' ? (
        <form method="post" action={`/lotes/${id}/retomar`} data-once>
          <button class="primary">Retomar</button>
        </form>
      ) : null}
      {status === 'EM_ANDAMENTO' || status === 'PAUSADO' ? (
        <details class="act">
          <summary class="button danger">Cancelar o lote</summary>
          <form method="post" action={`/lotes/${id}/cancelar`} data-once>
            <p>O que já foi feito fica feito; o resto não será feito. Não há volta.</p>
            <button class="danger">Cancelar o lote</button>
          </form>
        </details>
      ) : null}
    </div>
  )
}
