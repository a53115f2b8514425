/** GET /outbox/ID, and the acts on a dead row: requeue it or discard it. */
import { isId } from '../../core/id.ts'
import type { Query } from '../../db/connect/query.ts'
import { answerDeadRow } from '../acts/dead-row.tsx'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { outboxRow } from './find-outbox.ts'
import { outboxRowPage } from './outbox-row-page.tsx'

export function actOnDead(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const path = '/outbox/:id{[0-9]+}'

  app.get(path, may('ver'), async (c) => {
    const row = await rowOf(c, query)
    return row === null ? gone(c) : outboxRowPage(c, query, row)
  })

  for (const act of ['devolver', 'descartar'] as const) {
    app.post(`${path}/${act}`, may(`outbox.${act}`), (c) => {
      const id = c.req.param('id') ?? ''
      return answerDeadRow(c, deps, [act, id], {
        next: '/outbox?status=MORTO',
        missing: () => (isId(id) ? null : gone(c)),
        show: async (refused) => {
          const row = await rowOf(c, query)
          return row === null ? gone(c) : outboxRowPage(c, query, row, refused)
        },
      })
    })
  }
}

async function rowOf(c: PanelContext, query: Query) {
  const id = c.req.param('id') ?? ''
  return isId(id) ? outboxRow(query, c.var.operator, id) : null
}

function gone(c: PanelContext) {
  const frase = 'Esta linha não está na fila: o que está feito sai dela.'
  return problemPage(c, 404, 'Não encontrado', frase)
}
