/** /conectores/ID/provas: what the connector demands of whoever knocks; or only what a list would do. */
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
    const conector = await known(c)
    if (conector === null) return unknown(c)
    const form = await readForm(c, ChecksForm)
    const { typed } = form
    if (!form.ok) {
      const provas = await viewOf(c, conector, { typed, problems: form.problems })
      return show(c, conector, { provas, frase: 'As verificações não foram salvas.', status: 422 })
    }
    if (form.value.acao !== 'salvar') return preview(c, conector, form.value, typed)
    const saved = await attempt(() => save(c, conector, form.value))
    if (saved.ok) return done(c, `/conectores/${conector.id}`, 'conector.provas')
    const { sentence, status } = saved.refusal
    const now = (await known(c)) ?? conector
    // What was typed stays; saved again, it is over what the others did.
    const again = { ...typed, lock_version: String(now.lockVersion) }
    const problems: Typed = status === 422 ? { ip_lista: sentence } : {}
    const provas = await viewOf(c, now, { typed: again, problems })
    const frase = status === 422 ? 'As verificações não foram salvas.' : sentence
    return show(c, now, { provas, frase, status })
  })

  async function preview(c: PanelContext, conector: Connector, value: Checks, typed: Typed) {
    const { operator } = c.var
    const sugeridas = await findSuggested(query, operator, conector.canal)
    const asked = value.acao === 'sugerir' ? sugeridas.map(({ rede }) => plain(rede)) : []
    const lista = [...new Set([...value.ip_lista.map((line) => line.trim()), ...asked])]
    const redes = lista.filter((line) => line !== '')
    const changed = value.acao === 'sugerir' ? { ...typed, ip_lista: redes.join('\n') } : typed
    const known = await attempt(() =>
      findAdvice(query, operator, conector.id, value.acao === 'sugerir' ? redes : value.ip_lista),
    )
    const conselho = known.ok ? known.value : null
    const problems: Typed = known.ok ? {} : { ip_lista: known.refusal.sentence }
    const provas = { typed: changed, problems, conselho, simulado: true, sugeridas }
    return show(c, conector, { provas, status: known.ok ? 200 : 422 })
  }

  async function viewOf(
    c: PanelContext,
    conector: Connector,
    form: Pick<ChecksView, 'typed' | 'problems'>,
  ): Promise<ChecksView> {
    const { operator } = c.var
    const { id, ipModo, canal } = conector
    const conselho = ipModo === 'DESLIGADA' ? null : await findAdvice(query, operator, id, null)
    const sugeridas = await findSuggested(query, operator, canal)
    return { ...form, conselho, simulado: false, sugeridas }
  }

  function save(c: PanelContext, { id }: Connector, value: Checks): Promise<number> {
    const { operator } = c.var
    const { exige_hmac, exige_tempo, exige_segredo, ip_modo, ip_lista, lock_version } = value
    const exige = [
      ...(exige_hmac ? ['HMAC'] : []),
      ...(exige_tempo ? ['HMAC_TEMPO'] : []),
      ...(exige_segredo ? ['SEGREDO'] : []),
    ]
    return query.as(operator).oneFirst(sql.type(v.object({ lock: v.number() }))`
      select connectors.set_connector_checks(
        ${id}::bigint, ${sql.array(exige, 'text')}, ${ip_modo}, ${sql.array(ip_lista, 'text')}, ${Number(lock_version)},
        ${operator.ator}, ${tenantList(operator)}
      ) as lock`)
  }
}

function plain(rede: string): string {
  return rede.replace(/\/(?:32|128)$/, '')
}
