/** A page that says, in one sentence, why there is no other, and the way back. */
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from './banner.tsx'
import { SearchBox } from './forms/search-box.tsx'
import { barePage, isSignedIn, page } from './page.tsx'

/** Within the frame for who is signed in, without it for others. */
export function problemPage(
  c: PanelContext,
  status: ContentfulStatusCode,
  titulo: string,
  frase: string,
  /** What a person can do about it. */
  mais?: Child,
): Response | Promise<Response> {
  const body = (
    <>
      <Banner tom={status >= 500 ? 'erro' : 'aviso'}>{frase}</Banner>
      {mais}
      <p>
        <a href="/">Ir para o painel</a>
      </p>
    </>
  )
  if (isSignedIn(c)) {
    // Whoever stands at the counter goes on with the next code.
    const leitor = /^\/pedidos(?:\/|$)/.test(c.req.path)
    return page(
      c,
      { titulo, status, leitor },
      <>
        {leitor ? <SearchBox /> : null}
        {body}
      </>,
    )
  }
  return barePage(
    c,
    titulo,
    <section class="card">
      <h1>{titulo}</h1>
      {body}
    </section>,
    status,
  )
}
