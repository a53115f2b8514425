/** /retomar: acts that were sent after the session had ended, or from another person's page, to be confirmed or dropped. */
import * as v from 'valibot'
import type { Query } from '../../db/connect/query.ts'
import { sql } from '../../db/connect/query.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp, PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { Empty } from '../pieces/empty.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'
import { actWords } from './act-words.ts'
import { AgainForm } from './again-form.tsx'
import { type ActFound, keptActs } from './kept-acts.ts'
import { KeptAct } from './kept-act.ts'

const Discard = v.object({ id: KeptAct.entries.id })

export function resumeActs(app: PanelApp, { query }: PanelDeps): void {
  app.get('/retomar', may('ver'), async (c) => {
    const { acts, foreign } = keptActs.found(c)
    const names = await orderNames(query, c.var.operator, acts)
    return page(
      c,
      {
        titulo: 'O que ficou por fazer',
        resumo:
          'Foi enviado depois que a sessão terminou, ou de uma página aberta por outra pessoa: nada disto foi feito.',
      },
      <>
        {acts.length + foreign > 0 ? null : <Empty frase="Nada ficou por fazer." />}
        {acts.map((found) => (
          <ActCard c={c} found={found} names={names} />
        ))}
        {foreign === 0 ? null : (
          <Banner tom="info">
            Outra pessoa deixou {foreign === 1 ? 'um formulário' : `${foreign} formulários`} por
            confirmar neste navegador. Só ela os vê, se entrar em até 15 minutos depois de os ter
            enviado.
          </Banner>
        )}
      </>,
    )
  })

  app.post('/retomar/descartar', may('conta.mudar'), async (c) => {
    const form = await readForm(c, Discard)
    if (!form.ok) return problemPage(c, 422, 'Não foi aceito', 'Isto não é algo que se descarte.')
    keptActs.forget(c, form.value.id)
    return c.redirect('/retomar', 303)
  })
}

interface ActCardProps {
  readonly c: PanelContext
  readonly found: ActFound
  readonly names: ReadonlyMap<string, string>
}

function ActCard({ c, found: { act, isOwn, isOfOther }, names }: ActCardProps) {
  const words = actWords(act.para)
  const [href, name] = words?.page ?? ['/', 'painel']
  const title = words?.title ?? 'Enviar o formulário'
  return (
    <section class="card narrow">
      <h2>{title}</h2>
      <p>
        <a href={href}>
          <InertText text={names.get(href) ?? name} />
        </a>
        , enviado <Moment at={new Date(act.em)} />
      </p>
      {isOfOther ? (
        <Banner tom="aviso">
          A página foi aberta por outra pessoa neste navegador, e o formulário foi enviado depois
          que você entrou: confirme só se é você quem quer fazer isto. Ficará na auditoria com o seu
          nome.
        </Banner>
      ) : null}
      {isOwn || isOfOther ? null : (
        <Banner tom="aviso">
          Foi começado por outra sessão, e já não se sabe de quem: confirme só se foi você.
        </Banner>
      )}
      {act.incompleto ? (
        <Banner tom="aviso">
          O formulário era grande demais para ser guardado: abra a página acima, preencha-o e
          envie-o de novo.
        </Banner>
      ) : (
        <AgainForm c={c} act={act} button={`Confirmar: ${title}`} />
      )}
      <form method="post" action="/retomar/descartar" data-once>
        <input type="hidden" name="id" value={act.id} />
        <button class="quiet">Descartar: não fazer</button>
      </form>
    </section>
  )
}

const Named = v.object({ id: v.string(), nome: v.nullable(v.string()) })

/** The names of orders at the marketplace, by the address of their page. */
async function orderNames(
  query: Query,
  operator: Operator,
  acts: readonly ActFound[],
): Promise<ReadonlyMap<string, string>> {
  const ids = acts.flatMap(({ act }) => /^\/pedidos\/([1-9]\d{0,17})\//.exec(act.para)?.[1] ?? [])
  if (ids.length === 0) return new Map()
  const found = await query.as(operator).any(sql.type(Named)`
    select p.id, p.external_id as nome from ops.pedido as p where p.id = any(${sql.array(ids, 'int8')})`)
  return new Map(found.map(({ id, nome }) => [`/pedidos/${id}`, `pedido ${nome ?? `nº ${id}`}`]))
}
