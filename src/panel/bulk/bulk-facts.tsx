/** Who asked for a bulk act, why, and what was meant. */
import { eventAddress, type GivenFilters } from '../events/event-address.ts'
import type { Operator } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { Facts } from '../pieces/facts.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import type { Lote } from './read-bulk.ts'

export function LoteFacts({ lote, operator }: { lote: Lote; operator: Operator }) {
  const named = mayNameLotes(operator)
  return (
    <Facts
      fatos={[
        ...(named
          ? ([
              ['Pedido por', lote.ator],
              ['Motivo', <InertText text={lote.motivo} />],
            ] as const)
          : []),
        ['Filtros', <Filters lote={lote} />],
        ['Ritmo', `${lote.ritmo} por segundo`],
        ...(lote.acao === 'REPROCESSAR'
          ? ([['Já processados', lote.forcar ? 'aplica outra vez' : 'recusa']] as const)
          : []),
        ['Planejado', <Moment at={lote.criadoEm} />],
        ['Confirmado', <Moment at={lote.confirmadoEm} />],
        ['Terminado', <Moment at={lote.concluidoEm} />],
      ]}
    />
  )
}

/** Who asked for it and why: for whoever may ask for one, or see the audit. */
export function mayNameLotes({ papel }: Operator): boolean {
  return mayDo(papel, 'lote.executar') || mayDo(papel, 'auditoria.ver')
}

function Filters({ lote: { filtro, acao } }: { lote: Lote }) {
  const texts = Object.entries(filtro).map(([name, value]) => {
    const values = Array.isArray(value) ? value.map(String) : [String(value)]
    return `${name}: ${values.join(', ')}`
  })
  if (texts.length === 0) return <span class="none">nenhum</span>
  const list = <InertText text={texts.join(' · ')} />
  if (acao !== 'REPROCESSAR') return list
  return <a href={eventAddress(filtro as GivenFilters)}>{list}</a>
}
