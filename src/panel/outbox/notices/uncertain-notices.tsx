/** GET /outbox/avisos and POST /outbox/avisos/ID: notices of which nobody knows whether they went out, for a person to decide. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { isId } from '../../../core/id.ts'
import { sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { ActSchema } from '../../events/acts/act-schema.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { Banner } from '../../pieces/banner.tsx'
import { done } from '../../pieces/done.ts'
import { Empty } from '../../pieces/empty.tsx'
import { orBanner } from '../../pieces/or-banner.tsx'
import { page } from '../../pieces/page.tsx'
import { Pager } from '../../pieces/pager.tsx'
import { queryRefused } from '../../pieces/query-refused.tsx'
import { cursorValue } from '../../requests/query-values.ts'
import { readForm, type Typed } from '../../requests/read-form.ts'
import { readQuery } from '../../requests/read-query.ts'
import { readStores } from '../../session/stores.ts'
import { findUnaddressed } from './find-unaddressed.ts'
import { findUncertain } from './find-uncertain.ts'
import { OutboxTabs } from '../outbox-tabs.tsx'
import { UnaddressedNotices } from './unaddressed-notices.tsx'
import { UncertainNotice } from './uncertain-notice.tsx'

const PATH = '/outbox/avisos'

const Filters = v.strictObject({ cursor: cursorValue })

const Decision = v.object({
  ...ActSchema.entries,
  enviada: v.pipe(v.picklist(['sim', 'nao']), v.description('se o aviso saiu ou não')),
})

/** A decision that was refused: of which notice, why, and the form as it was sent. */
interface Refused {
  readonly id: string
  readonly status: 404 | 409 | 422
  readonly frase: string
  readonly typed: Typed
}

export function uncertainNotices(app: PanelApp, deps: PanelDeps): void {
  app.get(PATH, may('ver'), async (c) => {
    const read = readQuery(c, Filters)
    if (!read.ok) return queryRefused(c, read.problems, [PATH, 'Avisos incertos'])
    return showUncertain(c, deps, read.value.cursor ?? null)
  })

  app.post(`${PATH}/:id{[0-9]+}`, may('aviso.reenviar'), async (c) => {
    const { operator } = c.var
    const id = c.req.param('id')
    const form = await readForm(c, Decision)
    const { typed } = form
    const refuse = (status: Refused['status'], frase: string) =>
      showUncertain(c, deps, null, { id, status, frase, typed })
    if (!form.ok) return refuse(422, Object.values(form.problems).join(' '))
    const { enviada, motivo, chave } = form.value
    const result = await attempt(() =>
      deps.query.as(operator).any(sql.unsafe`
        select notifications.resolve_uncertain(
          ${isId(id) ? id : '0'}::bigint, ${enviada === 'sim'}, ${motivo}, ${operator.ator},
          ${tenantList(operator)}, ${chave}::uuid
        )`),
    )
    if (result.ok) return done(c, PATH, 'aviso.decidir')
    return refuse(result.refusal.status, result.refusal.sentence)
  })
}

async function showUncertain(
  c: PanelContext,
  { query }: PanelDeps,
  cursor: string | null,
  refused?: Refused,
): Promise<Response> {
  const { operator, agora } = c.var
  const stores = await readStores(query, operator)
  const lista = await orBanner(async () => {
    const { itens, proximo } = await findUncertain(query, operator, cursor)
    // What was refused because it is decided by now is no longer among them.
    const isShown = itens.some(({ id }) => id === refused?.id)
    return (
      <>
        {refused === undefined || isShown ? null : <Banner tom="aviso">{refused.frase}</Banner>}
        {itens.length === 0 ? (
          <Empty
            frase={
              cursor === null
                ? 'De todo aviso se sabe se saiu ou não.'
                : 'Não há avisos incertos mais antigos.'
            }
          />
        ) : null}
        {itens.map((notice) => (
          <UncertainNotice
            {...{ notice, stores, operator, agora }}
            recusa={notice.id === refused?.id ? refused : undefined}
          />
        ))}
        <Pager c={c} proximo={proximo} />
      </>
    )
  })
  const nowhere =
    cursor === null
      ? await orBanner(async () => (
          <UnaddressedNotices
            {...await findUnaddressed(query, operator)}
            stores={stores}
            agora={agora}
          />
        ))
      : null
  return page(
    c,
    {
      titulo: 'Avisos incertos',
      resumo:
        'O provedor foi chamado e não respondeu: o cliente pode ter sido avisado ou não. Nada é reenviado sozinho.',
      ...(refused === undefined ? {} : { status: refused.status }),
    },
    <>
      <OutboxTabs path={PATH} />
      {lista}
      {nowhere}
    </>,
  )
}
