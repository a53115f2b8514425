/** GET / and its stream: how the hub is, what waits for a person, and how it has been. */
import type { Live } from '../live.ts'
import { may } from '../may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { htmlText } from '../pieces/html-text.ts'
import { LiveWatch } from '../pieces/live-watch.tsx'
import { orBanner } from '../pieces/or-banner.tsx'
import { page } from '../pieces/page.tsx'
import { queryRefused } from '../pieces/query-refused.tsx'
import { readQuery } from '../read-query.ts'
import { Charts } from './charts.tsx'
import { NeedsPerson } from './needs-person.tsx'
import { Numbers } from './numbers.tsx'
import { type PanelNow, readNow } from './read-now.ts'
import { readSeries } from './read-series.ts'
import { type TimeWindow, WindowQuery, WINDOWS } from './time-window.ts'

export function home(app: PanelApp, { query }: PanelDeps, live: Live): void {
  app.get('/', may('ver'), async (c) => {
    const asked = readQuery(c, WindowQuery)
    if (!asked.ok) return queryRefused(c, asked.problems, ['/', 'Painel'])
    const { janela } = asked.value
    const { operator } = c.var
    return page(
      c,
      {
        titulo: 'Painel',
        resumo: 'O que espera, o que anda e o que precisa de você.',
        graficos: true,
      },
      <>
        <LiveWatch id="agora" de={`/ao-vivo/painel?janela=${janela}`}>
          {await orBanner(async () => <Now now={await readNow(query, operator)} />)}
        </LiveWatch>
        <Windows janela={janela} />
        <div id="graficos">
          {await orBanner(async () => (
            <Charts pontos={await readSeries(query, operator, janela)} janela={janela} />
          ))}
        </div>
      </>,
    )
  })

  app.get('/ao-vivo/painel', may('ver'), (c) => {
    const asked = readQuery(c, WindowQuery)
    if (!asked.ok) return queryRefused(c, asked.problems, ['/', 'Painel'])
    const { janela } = asked.value
    const { operator } = c.var
    return live.stream(c, async (lastId) => {
      const now = await readNow(query, operator)
      // The charts change by the minute: they travel when they have.
      const minute = String(now.medidoEm?.getTime() ?? 0)
      const isCharted = lastId.split('.')[0] === minute
      const html = await htmlText(
        <>
          <Now now={now} />
          {isCharted ? null : (
            <div id="graficos" hx-swap-oob="innerHTML">
              <Charts pontos={await readSeries(query, operator, janela)} janela={janela} />
            </div>
          )}
        </>,
      )
      return { id: `${minute}.${now.fila.length}`, html }
    })
  })
}

function Now({ now }: { now: PanelNow }) {
  return (
    <>
      <NeedsPerson now={now} />
      <Numbers now={now} />
    </>
  )
}

function Windows({ janela }: { janela: TimeWindow }) {
  return (
    <nav class="tabs" aria-label="Período dos gráficos">
      {Object.entries(WINDOWS).map(([name, { nome }]) => (
        <a
          href={name === '1h' ? '/' : `/?janela=${name}`}
          aria-current={name === janela ? 'page' : undefined}
        >
          {nome}
        </a>
      ))}
    </nav>
  )
}
