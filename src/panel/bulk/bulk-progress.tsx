/** How far a bulk act has come: what its page shows, and what a live page is sent. */
import { countText, spanText } from '../pieces/text/number-text.ts'
import { StatusPill } from '../pieces/status-pill.tsx'
import type { Lote } from './read-bulk.ts'

export function LoteProgress({ lote }: { lote: Lote }) {
  const { status, total, feitos, recusados, pendentes, ritmo } = lote
  return (
    <>
      <p>
        <StatusPill status={status} />
      </p>
      <progress max={total} value={feitos + recusados} aria-label="Andamento do lote"></progress>
      <p>
        <strong>{countText(feitos)}</strong> de {countText(total)} feitos
        {recusados === 0
          ? ''
          : `, ${countText(recusados)} ${recusados === 1 ? 'recusado' : 'recusados'}`}
        {pendentes === 0 ? '' : `, ${countText(pendentes)} por fazer`}.
      </p>
      {status === 'EM_ANDAMENTO' ? (
        <p class="hint">
          A {ritmo} por segundo, faltam cerca de {spanText(Math.max(1, pendentes / ritmo))}.
        </p>
      ) : null}
    </>
  )
}
