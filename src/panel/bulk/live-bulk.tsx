/** GET /ao-vivo/lotes/ID: how far a bulk act has come, as it goes. */
import { NUMBER } from '../events/event-address.ts'
import type { Live } from '../requests/live.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { htmlText } from '../pieces/live-watch.tsx'
import { noSuchLote } from './bulk-page.tsx'
import { LoteProgress } from './bulk-progress.tsx'
import { readLote } from './read-bulk.ts'

const EVERY_MS = 2000

export function liveLote(app: PanelApp, { query }: PanelDeps, live: Live): void {
  app.get(`/ao-vivo/lotes/:id${NUMBER}`, may('ver'), async (c) => {
    const { id } = c.req.param()
    const { operator } = c.var
    if ((await readLote(query, operator, id)) === null) return noSuchLote(c)
    const produce = async (lastId: string) => {
      const lote = await readLote(live.query, operator, id)
      if (lote === null) return null
      const { status, feitos, recusados } = lote
      const mark = `${status}.${feitos}.${recusados}`
      if (mark === lastId) return null
      const ended = status === 'CONCLUIDO' || status === 'CANCELADO'
      const html = (
        <>
          <LoteProgress lote={lote} />
          {ended ? (
            <>
              <p>
                <a href={`/lotes/${id}`}>Ver o resultado</a>
              </p>
              <div id="lote-acoes" hx-swap-oob="innerHTML"></div>
            </>
          ) : null}
        </>
      )
      return { id: mark, html: await htmlText(html) }
    }
    return live.stream(c, produce, EVERY_MS)
  })
}
