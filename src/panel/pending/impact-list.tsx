/** Which events a mapping releases, by their numbers, and how many go on waiting for something else. */
import { countText } from '../pieces/text/number-text.ts'
import type { MappingImpact } from './mapping-impact.ts'

export function ImpactList({ impact }: { impact: MappingImpact }) {
  const { esperam, liberados, total } = impact
  const others = total - liberados.length
  const waiting = esperam - total
  return (
    <>
      {total === 0 ? (
        <p>
          {waiting > 0
            ? 'Nenhum evento por enquanto.'
            : 'Nenhum evento: salvar só vale para os que vierem.'}
        </p>
      ) : (
        <p>
          Exatamente {countText(total)} {total === 1 ? 'evento' : 'eventos'}:{' '}
          {liberados.map((id, at) => (
            <>
              {at === 0 ? null : ', '}
              <a href={`/eventos/${id}`}>{id}</a>
            </>
          ))}
          {others > 0 ? ` e mais ${countText(others)}` : null}.
        </p>
      )}
      {waiting > 0 ? (
        <p class="hint">
          {countText(waiting, 10_000)}{' '}
          {waiting === 1 ? 'continua esperando' : 'continuam esperando'}: falta mais algum
          mapeamento.
        </p>
      ) : null}
    </>
  )
}
