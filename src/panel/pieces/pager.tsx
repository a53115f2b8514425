/** The next page, by a cursor: nothing is counted, and rows that arrive meanwhile neither move nor repeat what is read. */
import type { PanelContext } from '../panel-env.ts'
import { withQuery } from './query-of.ts'

/** `proximo`: the cursor after the last row shown; null on the last page. */
export function Pager({ c, proximo }: { c: PanelContext; proximo: string | null }) {
  const isFirst = (c.req.query('cursor') ?? '') === ''
  if (proximo === null && isFirst) return null
  return (
    <nav class="pager" aria-label="Páginas">
      {isFirst ? null : <a href={withQuery(c, { cursor: null })}>« Mais recentes</a>}
      {proximo === null ? (
        <span>Fim da lista</span>
      ) : (
        <a href={withQuery(c, { cursor: proximo })} rel="next">
          Mais antigos »
        </a>
      )}
    </nav>
  )
}
