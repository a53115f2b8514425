/** Pages that say why a request was not answered as asked, with the way back. */
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from './banner.tsx'
import { SearchBox } from './forms/search-box.tsx'
import { barePage, isSignedIn, page } from './page.tsx'
import type { InputProblems } from '../../reads/input-problems.ts'
import { Facts } from './facts.tsx'

/** One sentence, within the frame for a signed-in operator and without it for others. */
export function problemPage(
  c: PanelContext,
  status: ContentfulStatusCode,
  title: string,
  sentence: string,
  /** What a person can do about it. */
  more?: Child,
): Response | Promise<Response> {
  const body = (
    <>
      <Banner tom={status >= 500 ? 'erro' : 'aviso'}>{sentence}</Banner>
      {more}
      <p>
        <a href="/">Ir para o painel</a>
      </p>
    </>
  )
  if (isSignedIn(c)) {
    // The counter goes on with the next code.
    const isCounter = /^\/pedidos(?:\/|$)/.test(c.req.path)
    return page(
      c,
      { titulo: title, status, leitor: isCounter },
      <>
        {isCounter ? <SearchBox /> : null}
        {body}
      </>,
    )
  }
  return barePage(
    c,
    title,
    <section class="card">
      <h1>{title}</h1>
      {body}
    </section>,
    status,
  )
}

/** 400: says which parameters of the address are unknown or malformed, and shows no row. `voltar`: the list that was meant, and its name. */
export function queryRefused(
  c: PanelContext,
  problems: InputProblems,
  back: readonly [href: string, nome: string],
  /** A search box, where the page has one. */
  search?: Child,
): Response | Promise<Response> {
  return page(
    c,
    { titulo: 'Filtro não aceito', acima: back, status: 400, leitor: search !== undefined },
    <>
      <Banner tom="aviso">
        O endereço tem um filtro que não existe ou que está malformado, e nada foi buscado.
      </Banner>
      {search}
      <section class="card">
        <Facts
          fatos={Object.entries(problems).map(([name, accepts]) =>
            accepts === null
              ? ['Filtro desconhecido', 'Este endereço tem um nome que não é filtro desta lista.']
              : [name, `Aceita ${accepts}.`],
          )}
        />
      </section>
    </>,
  )
}
