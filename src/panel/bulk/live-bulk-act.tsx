/** GET /ao-vivo/lotes/ID: streams the progress of a bulk act. */
import { NUMBER } from '../pieces/event-address.ts'
import type { Live } from '../requests/live.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { htmlText } from '../pieces/live-watch.tsx'
import { noSuchBulkAct } from './bulk-act-page.tsx'
import { BulkActProgress } from './bulk-act-progress.tsx'
import { readBulkAct } from './read-bulk-act.ts'

const EVERY_MS = 2000

export function liveBulkAct(app: PanelApp, { query }: PanelDeps, live: Live): void {
  app.get(`/ao-vivo/lotes/:id${NUMBER}`, may('ver'), async (c) => {
    const { id } = c.req.param()
    const { operator } = c.var
    if ((await readBulkAct(query, operator, id)) === null) return noSuchBulkAct(c)
    const produce = async (lastId: string) => {
      const bulkAct = await readBulkAct(live.query, operator, id)
      if (bulkAct === null) return null
      const { status, doneCount, refusedCount } = bulkAct
      const mark = `${status}.${doneCount}.${refusedCount}`
      if (mark === lastId) return null
      const ended = status === 'CONCLUIDO' || status === 'CANCELADO'
      const html = (
        <>
          <BulkActProgress bulkAct={bulkAct} />
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
