/** /conectores/ID/provas: saves which proofs and addresses a connector demands, or shows what an address list would do. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import { readForm, type Typed } from '../../requests/read-form.ts'
import type { ChecksView } from '../page/checks-card.tsx'
import { ChecksForm } from './checks-form.ts'
import { findAdvice, findSuggested } from '../page/find-advice.ts'
import type { Connector } from '../find-connectors.ts'
import { createShowConnector } from '../page/show-connector.ts'

type Checks = v.InferOutput<typeof ChecksForm>

export function saveChecks(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const { known, unknown, show } = createShowConnector(deps)

  app.post('/conectores/:id/provas', may('conector.salvar'), async (c) => {
    const connector = await known(c)
    if (connector === null) return unknown(c)
    const form = await readForm(c, ChecksForm)
    const { typed } = form
    if (!form.ok) {
      const checks = await viewOf(c, connector, { typed, problems: form.problems })
      return show(c, connector, { checks, frase: 'As verificações não foram salvas.', status: 422 })
    }
    if (form.value.acao !== 'salvar') return preview(c, connector, form.value, typed)
    const saved = await attempt(() => save(c, connector, form.value))
    if (saved.ok) return done(c, `/conectores/${connector.id}`, 'conector.provas')
    const { sentence, status } = saved.refusal
    const now = (await known(c)) ?? connector
    // The form keeps what was typed. Saving it again overwrites what somebody else saved.
    const again = { ...typed, lock_version: String(now.lockVersion) }
    const problems: Typed = status === 422 ? { ip_lista: sentence } : {}
    const checks = await viewOf(c, now, { typed: again, problems })
    const frase = status === 422 ? 'As verificações não foram salvas.' : sentence
    return show(c, now, { checks, frase, status })
  })

  async function preview(c: PanelContext, connector: Connector, value: Checks, typed: Typed) {
    const { operator } = c.var
    const suggested = await findSuggested(query, operator, connector.canal)
    const asked = value.acao === 'sugerir' ? suggested.map(({ rede }) => plain(rede)) : []
    const lista = [...new Set([...value.ip_lista.map((line) => line.trim()), ...asked])]
    const redes = lista.filter((line) => line !== '')
    const changed = value.acao === 'sugerir' ? { ...typed, ip_lista: redes.join('\n') } : typed
    const known = await attempt(() =>
      findAdvice(query, operator, connector.id, value.acao === 'sugerir' ? redes : value.ip_lista),
    )
    const advice = known.ok ? known.value : null
    const problems: Typed = known.ok ? {} : { ip_lista: known.refusal.sentence }
    const checks = { typed: changed, problems, advice, simulated: true, suggested }
    return show(c, connector, { checks, status: known.ok ? 200 : 422 })
  }

  async function viewOf(
    c: PanelContext,
    connector: Connector,
    form: Pick<ChecksView, 'typed' | 'problems'>,
  ): Promise<ChecksView> {
    const { operator } = c.var
    const { id, ipMode, canal } = connector
    const advice = ipMode === 'DESLIGADA' ? null : await findAdvice(query, operator, id, null)
    const suggested = await findSuggested(query, operator, canal)
    return { ...form, advice, simulated: false, suggested }
  }

  function save(c: PanelContext, { id }: Connector, value: Checks): Promise<number> {
    const { operator } = c.var
    const { exige_hmac, exige_tempo, exige_segredo, ip_modo, ip_lista, lock_version } = value
    const required = [
      ...(exige_hmac ? ['HMAC'] : []),
      ...(exige_tempo ? ['HMAC_TEMPO'] : []),
      ...(exige_segredo ? ['SEGREDO'] : []),
    ]
    return query.as(operator).oneFirst(sql.type(v.object({ lock: v.number() }))`
      select connectors.set_connector_checks(
        ${id}::bigint, ${sql.array(required, 'text')}, ${ip_modo}, ${sql.array(ip_lista, 'text')}, ${Number(lock_version)},
        ${operator.ator}, ${tenantList(operator)}
      ) as lock`)
  }
}

function plain(rede: string): string {
  return rede.replace(/\/(?:32|128)$/, '')
}
