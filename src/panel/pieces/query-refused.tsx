/** 400: an address whose parameters are none, or malformed. It says which and what each accepts, and shows no row. */
import type { Child } from 'hono/jsx'
import type { PanelContext } from '../panel-env.ts'
import type { InputProblems } from '../../reads/input-problems.ts'
import { Banner } from './banner.tsx'
import { Facts } from './facts.tsx'
import { page } from './page.tsx'

/** `voltar`: the list that was meant, and its name. */
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
