/** A plan as it waits: what it would touch, what would come of it, and the number that lets it begin. */
import { EventSampleIds } from './event-sample.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Field } from '../pieces/forms/field.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { countText } from '../pieces/text/number-text.ts'
import { Counts } from './counts.tsx'
import type { LoteSummary } from './read-bulk-summary.ts'
import type { Lote } from './read-bulk.ts'

interface LotePlanProps {
  readonly lote: Lote
  readonly resumo: LoteSummary
  readonly mayAct: boolean
}

export function LotePlan({ lote, resumo, mayAct }: LotePlanProps) {
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
      <Counts titulo="Por status" contagens={resumo.porStatus} />
      <Counts titulo="Por tipo" contagens={resumo.porTipo} />
      <h3>Amostra</h3>
      <EventSampleIds ids={resumo.amostra} acao={lote.acao} />
      {mayAct ? <ConfirmForm lote={lote} /> : null}
    </>
  )
}

function ConfirmForm({ lote: { id, total } }: { lote: Lote }) {
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
