/** /conectores/ID: shows a connector, and saves its own data under an optimistic lock. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { readForm } from '../requests/read-form.ts'
import { asTyped, KnownConnectorForm, staleBanner } from './acts/connector-form.tsx'
import { createShowConnector } from './page/show-connector.ts'

export function knownConnector(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const { known, unknown, show } = createShowConnector(deps)

  app.get('/conectores/:id', may('ver'), async (c) => {
    const connector = await known(c)
    return connector === null ? unknown(c) : show(c, connector)
  })

  app.post('/conectores/:id', may('conector.salvar'), async (c) => {
    const connector = await known(c)
    if (connector === null) return unknown(c)
    const { operator } = c.var
    const form = await readForm(c, KnownConnectorForm)
    const { typed } = form
    if (!form.ok) {
      return show(c, connector, { application: { typed, problems: form.problems }, status: 422 })
    }
    const { client_id, application_id, user_id, lock_version, visto } = form.value
    const saved = await attempt(() =>
      query.as(operator).oneFirst(sql.type(v.object({ lock: v.number() }))`
        select connectors.edit_connector(
          ${connector.id}::bigint, ${Number(lock_version)}, ${client_id}, ${application_id}, ${user_id}, ${operator.ator},
          ${tenantList(operator)}
        ) as lock`),
    )
    if (saved.ok) return done(c, `/conectores/${connector.id}`, 'conector.salvar')
    const { sentence, status } = saved.refusal
    const now = (await known(c)) ?? connector
    const isStale = Number(lock_version) !== now.lockVersion
    const agora = asTyped(now)
    // The form keeps what was typed. Saving it again overwrites what somebody else saved.
    const again = {
      ...typed,
      lock_version: agora['lock_version'] ?? '',
      visto: agora['visto'] ?? '',
    }
    const frase = isStale ? staleBanner(sentence, visto, agora) : sentence
    return show(c, now, { application: { typed: again, problems: {} }, frase, status })
  })
}
