/** How many of each: names with their numbers, the largest first. */
import { countText } from '../pieces/text/number-text.ts'

interface CountsProps {
  readonly titulo: string
  readonly contagens: readonly { readonly nome: string | null; readonly total: number }[]
}

export function Counts({ titulo, contagens }: CountsProps) {
  return (
    <>
      <h3>{titulo}</h3>
      <ul class="counts">
        {contagens.map(({ nome, total }) => (
          <li>
            {nome ?? 'não está mais lá'} <strong>{countText(total)}</strong>
          </li>
        ))}
      </ul>
    </>
  )
}
