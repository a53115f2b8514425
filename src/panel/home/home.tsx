/** GET / and its stream: what waits for a person, the figures of now, and the charts. */
import { createHash } from 'node:crypto'
import type { Live } from '../requests/live.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { htmlText, LiveWatch } from '../pieces/live-watch.tsx'
import { orBanner } from '../pieces/banner.tsx'
import { page } from '../pieces/page.tsx'
import { queryRefused } from '../pieces/problem-page.tsx'
import { readQuery } from '../requests/read-query.ts'
import { Charts } from './charts.tsx'
import { NeedsPerson } from './needs-person.tsx'
import { Numbers } from './numbers.tsx'
import { QueueHolders, readHolders } from './queue-holders.tsx'
import { type PanelNow, readNow } from './read-now.ts'
import { readSeries, type TimeWindow, WindowQuery, WINDOWS } from './read-series.ts'

export function home(app: PanelApp, { query, clock, localMedia }: PanelDeps, live: Live): void {
  app.get('/', may('ver'), async (c) => {
    const asked = readQuery(c, WindowQuery)
    if (!asked.ok) return queryRefused(c, asked.problems, ['/', 'Painel'])
    const { janela } = asked.value
    const { operator } = c.var
    const [held, now, charts] = await Promise.all([
      orBanner(async () => <QueueHolders frases={await readHolders(query, operator)} />),
      orBanner(async () => <Now now={await readNow(query, operator)} localMedia={localMedia} />),
      orBanner(async () => (
        <Charts pontos={await readSeries(query, operator, janela)} janela={janela} />
      )),
    ])
    return page(
      c,
      {
        titulo: 'Painel',
        resumo: 'O que espera, o que anda e o que precisa de você.',
        graficos: true,
      },
      <>
        <LiveWatch id="agora" de={`/ao-vivo/painel?janela=${janela}`}>
          {held}
          {now}
        </LiveWatch>
        <Windows janela={janela} />
        <div id="graficos">{charts}</div>
      </>,
    )
  })

  app.get('/ao-vivo/painel', may('ver'), (c) => {
    const asked = readQuery(c, WindowQuery)
    if (!asked.ok) return queryRefused(c, asked.problems, ['/', 'Painel'])
    const { janela } = asked.value
    const { operator } = c.var
    return live.stream(c, async (lastId) => {
      // One read after the other, because a stream has one connection at a time.
      const holders = await readHolders(live.query, operator)
      const now = await readNow(live.query, operator)
      const figures = await htmlText(
        <>
          <QueueHolders frases={holders} />
          <Now now={now} localMedia={localMedia} />
        </>,
      )
      // The charts change once a minute, when it has been counted. They are sent only then.
      const minute = `${Math.floor(clock.now().getTime() / 60_000)}-${now.medidoEm?.getTime() ?? 0}`
      const id = `${minute}.${createHash('sha256').update(figures).digest('base64url')}`
      if (id === lastId) return null
      if (lastId.split('.')[0] === minute) return { id, html: figures }
      const charts = (
        <div id="graficos" hx-swap-oob="innerMorph">
          <Charts pontos={await readSeries(live.query, operator, janela)} janela={janela} />
        </div>
      )
      return { id, html: figures + (await htmlText(charts)) }
    })
  })
}

function Now({ now, localMedia }: { now: PanelNow; localMedia: readonly string[] }) {
  return (
    <>
      <NeedsPerson now={now} localMedia={localMedia} />
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
