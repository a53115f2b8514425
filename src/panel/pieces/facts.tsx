/** Names and values of one thing, as a definition list. */
import type { Child } from 'hono/jsx'

export function Facts({ fatos }: { fatos: readonly (readonly [nome: string, valor: Child])[] }) {
  return (
    <dl class="facts">
      {fatos.map(([nome, valor]) => (
        <div>
          <dt>{nome}</dt>
          <dd>{valor === null || valor === '' ? <span class="none">—</span> : valor}</dd>
        </div>
      ))}
    </dl>
  )
}
