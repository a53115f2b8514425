/** The next page, by a cursor: nothing is counted, and rows that arrive meanwhile neither move nor repeat what is read. */
import type { PanelContext } from '../panel-env.ts'
import { withQuery } from '../requests/read-query.ts'

interface PagerProps {
  readonly c: PanelContext
  /** The cursor after the last row shown; null on the last page. */
  readonly proximo: string | null
  /** What leads to the first page and to the next, where rows are not from the newest to the oldest. */
  readonly rotulos?: readonly [primeira: string, proxima: string]
}

export function Pager({ c, proximo, rotulos = ['Mais recentes', 'Mais antigos'] }: PagerProps) {
  const [primeira, proxima] = rotulos
  const isFirst = (c.req.query('cursor') ?? '') === ''
  if (proximo === null && isFirst) return null
  return (
    <nav class="pager" aria-label="Páginas">
      {isFirst ? null : <a href={withQuery(c, { cursor: null })}>« {primeira}</a>}
      {proximo === null ? (
        <span>Fim da lista</span>
      ) : (
        <a href={withQuery(c, { cursor: proximo })} rel="next">
          {proxima} »
        </a>
      )}
    </nav>
  )
}
