/** The data of a bulk act: who asked for it, why, on what, and when. */
import { statusWord, typeWord } from '../pieces/words.ts'
import { eventAddress, type GivenFilters } from '../pieces/event-address.ts'
import type { Operator } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { Facts } from '../pieces/facts.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import type { BulkAct } from './read-bulk-act.ts'

export function BulkActFacts({ bulkAct, operator }: { bulkAct: BulkAct; operator: Operator }) {
  const named = maySeeRequester(operator)
  return (
    <Facts
      fatos={[
        ...(named
          ? ([
              ['Pedido por', bulkAct.requester],
              ['Motivo', <InertText text={bulkAct.reason} />],
            ] as const)
          : []),
        ['Filtros', <Filters bulkAct={bulkAct} />],
        ['Ritmo', `${bulkAct.perSecond} por segundo`],
        ...(bulkAct.kind === 'REPROCESSAR'
          ? ([['Já processados', bulkAct.force ? 'aplica outra vez' : 'recusa']] as const)
          : []),
        ['Planejado', <Moment at={bulkAct.plannedAt} />],
        ['Confirmado', <Moment at={bulkAct.confirmedAt} />],
        ['Terminado', <Moment at={bulkAct.endedAt} />],
      ]}
    />
  )
}

/** Whether an operator sees who asked and why: those do who may ask for a bulk act, or see the audit. */
export function maySeeRequester({ papel }: Operator): boolean {
  return mayDo(papel, 'lote.executar') || mayDo(papel, 'auditoria.ver')
}

function Filters({ bulkAct: { filters, kind } }: { bulkAct: BulkAct }) {
  const texts = Object.entries(filters).map(([name, value]) => {
    const values = Array.isArray(value) ? value.map(String) : [String(value)]
    const word = name === 'status' ? statusWord : typeWord
    return `${name}: ${values.map(word).join(', ')}`
  })
  if (texts.length === 0) return <span class="none">nenhum</span>
  const list = <InertText text={texts.join(' · ')} />
  if (kind !== 'REPROCESSAR') return list
  return <a href={eventAddress(filters as GivenFilters)}>{list}</a>
}
