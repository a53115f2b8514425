/** /conectores/ID/ativar, /desativar and /integracao: switches a connector, and the feature flag of its store. */
import * as v from 'valibot'
import { reasonText } from '../../../acts/reason-text.ts'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { sql } from '../../../db/connect/query.ts'
import { releaseNow } from '../../../acts/release-now.ts'
import { attempt } from '../../acts/attempt.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { done, doneReleasing, RELEASE_PATIENCE_MS } from '../../pieces/done.ts'
import { readForm } from '../../requests/read-form.ts'
import { createShowConnector } from '../page/show-connector.ts'

const ReasonForm = v.object({ motivo: reasonText })
const FlagForm = v.object({
  ligar: v.pipe(v.picklist(['sim', 'nao']), v.description('sim ou não')),
})
const Asked = v.object({ id: v.nullable(v.string()) })

export function switchConnector(app: PanelApp, deps: PanelDeps): void {
  const { query, clock } = deps
  const releasing = async (c: PanelContext, liberacao: string | null) =>
    releaseNow(query.as(c.var.operator), liberacao, { clock, patienceMs: RELEASE_PATIENCE_MS })
  const save = may('conector.salvar')
  const { known, unknown, show } = createShowConnector(deps)

  for (const [path, ativo, what] of [
    ['ativar', true, 'conector.ativar'],
    ['desativar', false, 'conector.desativar'],
  ] as const) {
    app.post(`/conectores/:id/${path}`, save, async (c) => {
      const connector = await known(c)
      if (connector === null) return unknown(c)
      const { operator } = c.var
      const form = await readForm(c, ReasonForm)
      if (!form.ok) return show(c, connector, { motivo: form.problems['motivo'], status: 422 })
      const switched = await attempt(() =>
        query.as(operator).oneFirst(sql.type(Asked)`
          select connectors.switch_connector(
            ${connector.id}::bigint, ${ativo}, ${form.value.motivo}, ${operator.ator}, ${tenantList(operator)}
          ) as id`),
      )
      if (switched.ok) {
        const to = `/conectores/${connector.id}`
        if (what === 'conector.desativar') return done(c, to, what)
        return doneReleasing(c, to, what, await releasing(c, switched.value))
      }
      const { sentence: frase, status } = switched.refusal
      return show(c, connector, { frase, status })
    })
  }

  app.post('/conectores/:id/integracao', save, async (c) => {
    const connector = await known(c)
    if (connector === null) return unknown(c)
    const { operator } = c.var
    const form = await readForm(c, FlagForm)
    if (!form.ok) return show(c, connector, { frase: 'Diga se é para ligar.', status: 422 })
    const ligar = form.value.ligar === 'sim'
    const asked = await query.as(operator).oneFirst(sql.type(Asked)`
      select tenants.switch_flag(
        ${connector.tenantId}::bigint, ${connector.canal}, ${ligar}, ${operator.ator}, ${tenantList(operator)}
      ) as id`)
    const to = `/conectores/${connector.id}`
    if (!ligar) return done(c, to, 'flag.desligar')
    return doneReleasing(c, to, 'flag.ligar', await releasing(c, asked))
  })
}
