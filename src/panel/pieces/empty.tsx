/** Says why there is nothing to show: nothing yet, or nothing that matches. */
import type { Child } from 'hono/jsx'

/** `limpar`: the address without filters, where the filters match nothing. */
export function Empty({
  frase,
  limpar,
  children,
}: {
  frase: string
  limpar?: string
  children?: Child
}) {
  return (
    <div class="empty">
      <p>{frase}</p>
      {limpar === undefined ? null : (
        <p>
          <a href={limpar}>Limpar os filtros</a>
        </p>
      )}
      {children}
    </div>
  )
}
