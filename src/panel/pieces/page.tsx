/** A whole page: the frame with the navigation, the sentence about what was just done, and the screen itself. */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { assetUrl } from '../assets.ts'
import { formOwner } from '../requests/read-form.ts'
import type { Operator, PanelContext } from '../panel-env.ts'
import { keptActs } from '../resume/kept-acts.ts'
import { Banner } from './banner.tsx'
import { Brand, Navigation } from './navigation.tsx'
import { doneSentence } from './done.ts'
import { htmlText } from './live-watch.tsx'

interface PageOptions {
  /** The title of the window and the heading of the page. */
  readonly titulo: string
  /** One sentence under the heading. */
  readonly resumo?: Child
  /** The link to the page above this one, and its name. */
  readonly acima?: readonly [href: string, nome: string]
  /** Acts on the whole page, beside the heading. */
  readonly acoes?: Child
  /** [200] */
  readonly status?: ContentfulStatusCode
  /** Loads the chart library. [false] */
  readonly graficos?: boolean
  /** The page has a search box, into which a scanner types. [false] */
  readonly leitor?: boolean
}

/** The answer for a signed-in operator. Each of its forms says for which operator it was made. */
export async function page(c: PanelContext, options: PageOptions, body: Child): Promise<Response> {
  const { titulo, resumo, acima, acoes, status = 200, graficos = false, leitor = false } = options
  const done = doneSentence(c.req.query('feito'), c.req.query('n'))
  const html = await htmlText(
    <Document titulo={titulo} graficos={graficos} leitor={leitor}>
      <a class="skip" href="#conteudo">
        Ir para o conteúdo
      </a>
      <Navigation operator={c.var.operator} path={c.req.path} />
      <main id="conteudo" tabindex={-1}>
        {done === null ? null : <Banner tom="ok">{done}</Banner>}
        {c.req.path !== '/retomar' && keptActs.any(c) ? (
          <Banner tom="info">
            Algo que foi enviado não foi feito: <a href="/retomar">conferir e confirmar</a>.
          </Banner>
        ) : null}
        <header class="heading">
          <div>
            {acima === undefined ? null : (
              <p class="above">
                <a href={acima[0]}>{acima[1]}</a>
              </p>
            )}
            <h1>{titulo}</h1>
            {resumo === undefined ? null : <p class="summary">{resumo}</p>}
          </div>
          {acoes === undefined ? null : <div class="acts">{acoes}</div>}
        </header>
        {body}
      </main>
    </Document>,
  )
  return c.html(formOwner.mark(html, c.var.operator.id), status)
}

/** The frame of a page that needs nobody signed in. */
export function barePage(
  c: PanelContext,
  title: string,
  body: Child,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  return c.html(
    <Document titulo={title} graficos={false} leitor={false}>
      <main id="conteudo" class="bare">
        <Brand />
        {body}
      </main>
    </Document>,
    status,
  )
}

/** Whether somebody is signed in: `operator` is unset before `signedIn` has run. */
export function isSignedIn(c: PanelContext): boolean {
  return (c.var.operator as Operator | undefined) !== undefined
}

/** A fold that the reader has opened stays open when a live part is replaced. */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  morphIgnore: ['data-htmx-powered', 'open'],
})

interface DocumentProps {
  readonly titulo: string
  readonly graficos: boolean
  readonly leitor: boolean
  readonly children?: Child
}

function Document({ titulo, graficos, leitor, children }: DocumentProps) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="pt-BR">
        <head>
          <meta charset="utf-8" />
          <title>{`${titulo} · hub-outbox`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <meta name="htmx-config" content={HTMX_CONFIG} />
          <link rel="icon" href={assetUrl('icone.svg')} type="image/svg+xml" />
          <link rel="stylesheet" href={assetUrl('hub.css')} />
          {/* Not deferred: a scanner does not wait for the page. */}
          {leitor ? <script src={assetUrl('leitor.js')}></script> : null}
          {graficos ? <script src={assetUrl('uplot.js')} defer></script> : null}
          {graficos ? <script src={assetUrl('graficos.js')} defer></script> : null}
          <script src={assetUrl('hub.js')} defer></script>
        </head>
        <body>{children}</body>
      </html>
    </>
  )
}
