/** /conectores/ID/ativar, /desativar and /integracao: a connector off and on, and the feature flag of its store. */
import * as v from 'valibot'
import { tenantList } from '../../api/tenant-list.ts'
import { sql } from '../../db/query.ts'
import { attempt } from '../attempt.ts'
import { may } from '../may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { readForm } from '../read-form.ts'
import { createShowConnector } from './show-connector.ts'

const ReasonForm = v.object({
  motivo: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(500),
    v.description('o motivo, com até 500 caracteres'),
  ),
})
const FlagForm = v.object({
  ligar: v.pipe(v.picklist(['sim', 'nao']), v.description('sim ou não')),
})
const Released = v.object({ n: v.number() })

export function switchConnector(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const save = may('conector.salvar')
  const { known, unknown, show } = createShowConnector(deps)

  for (const [path, ativo, what] of [
    ['ativar', true, 'conector.ativar'],
    ['desativar', false, 'conector.desativar'],
  ] as const) {
    app.post(`/conectores/:id/${path}`, save, async (c) => {
      const conector = await known(c)
      if (conector === null) return unknown(c)
      const { operator } = c.var
      const form = await readForm(c, ReasonForm)
      if (!form.ok) return show(c, conector, { motivo: form.problems['motivo'], status: 422 })
      const switched = await attempt(() =>
        query.as(operator).oneFirst(sql.type(Released)`
          select ops.switch_connector(
            ${conector.id}::bigint, ${ativo}, ${form.value.motivo}, ${operator.ator}, ${tenantList(operator)}
          ) as n`),
      )
      if (switched.ok) return done(c, `/conectores/${conector.id}`, what, switched.value)
      const { sentence: frase, status } = switched.refusal
      return show(c, conector, { frase, status })
    })
  }

  app.post('/conectores/:id/integracao', save, async (c) => {
    const conector = await known(c)
    if (conector === null) return unknown(c)
    const { operator } = c.var
    const form = await readForm(c, FlagForm)
    if (!form.ok) return show(c, conector, { frase: 'Diga se é para ligar.', status: 422 })
    const ligar = form.value.ligar === 'sim'
    const released = await query.as(operator).oneFirst(sql.type(Released)`
      select ops.switch_flag(
        ${conector.tenantId}::bigint, ${conector.canal}, ${ligar}, ${operator.ator}, ${tenantList(operator)}
      ) as n`)
    return done(c, `/conectores/${conector.id}`, ligar ? 'flag.ligar' : 'flag.desligar', released)
  })
}
