/**
 * GET /outbox/avisos and POST /outbox/avisos/ID: notices of which nobody knows whether they went out, for a person to
 * decide.
 */
import * as v from 'valibot'
import { isId } from '../../../core/id.ts'
import { answerDecideNotice } from '../../acts/decide-notice.tsx'
import { refusalOfAct, type RefusedAct } from '../../acts/refused-act.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { Banner, orBanner } from '../../pieces/banner.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { page } from '../../pieces/page.tsx'
import { Pager } from '../../pieces/pager.tsx'
import { queryRefused } from '../../pieces/problem-page.tsx'
import { cursorValue } from '../../../reads/query-values.ts'
import { readQuery } from '../../requests/read-query.ts'
import { readStores } from '../../session/stores.ts'
import { findUnaddressed, UnaddressedNotices } from './unaddressed-notices.tsx'
import { findUncertain, UncertainNotice } from './uncertain-notice.tsx'
import { OutboxTabs } from '../outbox-tabs.tsx'

const PATH = '/outbox/avisos'

const Filters = v.strictObject({ cursor: cursorValue })

export function uncertainNotices(app: PanelApp, deps: PanelDeps): void {
  app.get(PATH, may('ver'), async (c) => {
    const read = readQuery(c, Filters)
    if (!read.ok) return queryRefused(c, read.problems, [PATH, 'Avisos incertos'])
    return showUncertain(c, deps, read.value.cursor ?? null)
  })

  app.post(`${PATH}/:id{[0-9]+}`, may('aviso.reenviar'), (c) => {
    const id = c.req.param('id')
    return answerDecideNotice(c, deps, isId(id) ? id : '0', {
      next: PATH,
      show: (refused) => showUncertain(c, deps, null, refused),
    })
  })
}

async function showUncertain(
  c: PanelContext,
  { query }: PanelDeps,
  cursor: string | null,
  refused?: RefusedAct,
): Promise<Response> {
  const { operator, agora } = c.var
  const stores = await readStores(query, operator)
  const list = await orBanner(async () => {
    const { itens, proximo } = await findUncertain(query, operator, cursor)
    // A notice that somebody else has decided meanwhile is no longer in the list.
    const isShown = itens.some(({ id }) => id === refused?.target)
    return (
      <>
        {refused === undefined || isShown ? null : <Banner tom="aviso">{refused.sentence}</Banner>}
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
            refused={refusalOfAct(refused, 'decide', notice.id)}
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
      {list}
      {nowhere}
    </>,
  )
}
