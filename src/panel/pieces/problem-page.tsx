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
    // The counter goes on with the next code.
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

/** 400: says which parameters of the address are unknown or malformed, and shows no row. `voltar`: the list that was meant, and its name. */
export function queryRefused(
  c: PanelContext,
  problems: InputProblems,
  voltar: readonly [href: string, nome: string],
  /** A search box, where the page has one. */
  busca?: Child,
): Response | Promise<Response> {
  return page(
    c,
    { titulo: 'Filtro não aceito', acima: voltar, status: 400, leitor: busca !== undefined },
    <>
      <Banner tom="aviso">
        O endereço tem um filtro que não existe ou que está malformado, e nada foi buscado.
      </Banner>
      {busca}
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
