/** A table that fits a phone: it scrolls within its own frame, which the keyboard reaches too. */
import type { Child } from 'hono/jsx'

interface TableProps {
  /** What the table lists, for screen readers. */
  readonly titulo: string
  /** Column headings; an empty one is a column of acts. */
  readonly colunas: readonly string[]
  readonly children?: Child
  readonly id?: string
}

export function Table({ titulo, colunas, children, id }: TableProps) {
  return (
    <div class="scroll" role="region" aria-label={titulo} tabindex={0}>
      <table id={id}>
        <caption class="unseen">{titulo}</caption>
        <thead>
          <tr>
            {colunas.map((column) => (
              <th scope="col">{column === '' ? <span class="unseen">Ações</span> : column}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
