/** A plan that waits for confirmation: what it would touch, what would happen, and the number to type. */
import { statusWord, typeWord } from '../pieces/words.ts'
import { Counts, EventSampleIds } from './event-sample.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Field } from '../pieces/forms/field.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { countText } from '../pieces/text/number-text.ts'
import type { BulkAct, BulkActSummary } from './read-bulk-act.ts'

interface BulkActPlanProps {
  readonly bulkAct: BulkAct
  readonly resumo: BulkActSummary
  readonly mayAct: boolean
}

export function BulkActPlan({ bulkAct, resumo, mayAct }: BulkActPlanProps) {
  return (
    <>
      <h2>O plano</h2>
      <Facts
        fatos={[
          ['Total', countText(resumo.total)],
          ['O mais antigo', <Moment at={resumo.maisAntigo} />],
          ['O mais novo', <Moment at={resumo.maisNovo} />],
        ]}
      />
      <h3>O que vai acontecer</h3>
      <ul class="effects">
        {resumo.efeitos.map(({ total, frase }) => (
          <li>
            <strong>{countText(total)}</strong> {frase}.
          </li>
        ))}
      </ul>
      <Counts titulo="Por status" word={statusWord} counts={resumo.porStatus} />
      <Counts titulo="Por tipo" word={typeWord} counts={resumo.porTipo} />
      <h3>Amostra</h3>
      <EventSampleIds ids={resumo.amostra} kind={bulkAct.kind} />
      {mayAct ? <ConfirmForm bulkAct={bulkAct} /> : null}
    </>
  )
}

function ConfirmForm({ bulkAct: { id, total } }: { bulkAct: BulkAct }) {
  return (
    <>
      <h3>Confirmar</h3>
      <form method="post" action={`/lotes/${id}/confirmar`} data-once>
        <Field
          nome="digitado"
          rotulo={`Digite ${total} para confirmar`}
          dica="O plano vale por 15 minutos. Depois de confirmado, o lote pode ser pausado ou cancelado."
          obrigatorio
          maximo={5}
        />
        <button class="primary">Confirmar e começar</button>
      </form>
      <form method="post" action={`/lotes/${id}/cancelar`} data-once>
        <button class="quiet">Desistir deste plano</button>
      </form>
    </>
  )
}
