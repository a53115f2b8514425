/** What may be done with a bulk act that has begun. */
import type { Lote } from './read-bulk.ts'

/** `id`: a live page empties it once the bulk act has ended. */
export function LoteActs({ lote: { id, status } }: { lote: Lote }) {
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
