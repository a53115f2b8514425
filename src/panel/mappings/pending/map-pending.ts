/** GET and POST /pendencias/ID: shows one missing mapping and saves it. Saving releases the events that wait for nothing else. */
import * as v from 'valibot'
import { isId } from '../../../core/id.ts'
import { attempt } from '../../acts/attempt.ts'
import { mappingOf } from '../find-mappings.ts'
import { isWanted, storeMapping } from '../store-mapping.ts'
import { INTERNAL_STATUSES, mayMapAll } from '../mapping-kind.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { doneReleasing } from '../../pieces/done.ts'
import { problemPage } from '../../pieces/problem-page.tsx'
import { plainText } from '../../../reads/query-values.ts'
import { readForm } from '../../requests/read-form.ts'
import { pendingById } from './find-pendings.ts'
import { pendingPage } from './pending-page.tsx'

const Sku = v.strictObject({
  interno: v.pipe(
    plainText(200),
    v.trim(),
    v.minLength(1),
    v.description('o SKU do estoque do hub, em 1 a 200 caracteres'),
  ),
})

const Status = v.strictObject({
  interno: v.pipe(v.picklist(INTERNAL_STATUSES), v.description('um dos quatro status')),
  terminal: v.optional(v.literal('sim')),
  todas: v.optional(v.literal('sim')),
})

/** The version of a mapping that did not exist when the form was opened. If it exists now, somebody else has saved it. */
const NEW = -1

export function mapPending(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const path = '/pendencias/:id{[0-9]+}'
  const found = async (c: PanelContext) => {
    const id = c.req.param('id') ?? ''
    return isId(id) ? pendingById(query, c.var.operator, id) : null
  }

  app.get(path, may('ver'), async (c) => {
    const pending = await found(c)
    return pending === null ? unknown(c) : pendingPage(c, query, pending)
  })

  app.post(path, may('mapeamento.salvar'), async (c) => {
    const { operator } = c.var
    const pending = await found(c)
    if (pending === null) return unknown(c)
    const kind = pending.tipo === 'SKU' ? 'sku' : 'status'
    const form = kind === 'sku' ? await readForm(c, Sku) : await readForm(c, Status)
    const { typed } = form
    if (!form.ok)
      return pendingPage(c, query, pending, { typed, problems: form.problems, status: 422 })
    const { interno, terminal, todas } = { terminal: undefined, todas: undefined, ...form.value }
    if (todas === 'sim' && !mayMapAll(operator)) {
      const frase = 'Um mapeamento de todas as lojas só é mudado por um admin de todas.'
      return problemPage(c, 403, 'Acesso negado', frase)
    }
    const tenantId = todas === 'sim' ? null : pending.tenantId
    const key = { tenantId, canal: pending.canal, externo: pending.chave }
    const wanted = { interno, terminal: terminal === 'sim' }
    const result = await attempt(() =>
      storeMapping(deps, operator, kind, { ...key, ...wanted, versao: NEW }),
    )
    if (!result.ok && isWanted(await mappingOf(query, operator, kind, key), wanted)) {
      return c.redirect('/pendencias', 303)
    }
    if (result.ok) return doneReleasing(c, '/pendencias', 'mapeamento.salvar', result.value)
    const { sentence: frase, status } = result.refusal
    const now = (await found(c)) ?? pending
    return pendingPage(c, query, now, { typed, frase, status })
  })
}

function unknown(c: PanelContext) {
  return problemPage(c, 404, 'Não encontrado', 'Esta pendência não existe.')
}
