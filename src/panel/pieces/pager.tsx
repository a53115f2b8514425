/** The link to the next page, by a cursor. Nothing is counted, and rows that arrive meanwhile do not shift the pages. */
import type { PanelContext } from '../panel-env.ts'
import { withQuery } from '../requests/read-query.ts'

interface PagerProps {
  readonly c: PanelContext
  /** The cursor after the last row shown; null on the last page. */
  readonly proximo: string | null
  /** The texts of both links, where rows are not sorted from the newest to the oldest. */
  readonly rotulos?: readonly [primeira: string, proxima: string]
}

export function Pager({ c, proximo, rotulos = ['Mais recentes', 'Mais antigos'] }: PagerProps) {
  const [first, next] = rotulos
  const isFirst = (c.req.query('cursor') ?? '') === ''
  if (proximo === null && isFirst) return null
  return (
    <nav class="pager" aria-label="Páginas">
      {isFirst ? null : <a href={withQuery(c, { cursor: null })}>« {first}</a>}
      {proximo === null ? (
        <span>Fim da lista</span>
      ) : (
        <a href={withQuery(c, { cursor: proximo })} rel="next">
          {next} »
        </a>
      )}
    </nav>
  )
}
