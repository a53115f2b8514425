/** POST /mapeamentos/…/remover: removes a mapping, for a reason, unless somebody has changed it meanwhile. */
import * as v from 'valibot'
import { reasonText } from '../../acts/reason-text.ts'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { idText, plainText } from '../../reads/query-values.ts'
import { readForm } from '../requests/read-form.ts'
import { typedKey } from './mapping-key.ts'
import { kindPath, type MappingKind, mayMapAll } from './mapping-kind.ts'
import { mappingPage } from './mapping-page.tsx'

const Form = v.strictObject({
  versao: v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number)),
  canal: v.picklist(['ML']),
  tenant: v.union([v.literal('todas'), idText]),
  externo: v.pipe(plainText(200), v.minLength(1)),
  motivo: reasonText,
})

export function removeMapping(app: PanelApp, { query }: PanelDeps, kind: MappingKind): void {
  app.post(`${kindPath(kind)}/remover`, may('mapeamento.salvar'), async (c) => {
    const { operator } = c.var
    const form = await readForm(c, Form)
    const key = typedKey(form.typed)
    if (!form.ok) {
      const frase = form.problems['motivo'] ?? 'O formulário de remoção não está completo.'
      return mappingPage(c, query, kind, { key, frase, status: 422 })
    }
    const { tenant, canal, externo, motivo, versao } = form.value
    if (tenant === 'todas' && !mayMapAll(operator)) {
      const frase = 'Um mapeamento de todas as lojas só é mudado por um admin de todas.'
      return problemPage(c, 403, 'Acesso negado', frase)
    }
    const routine =
      kind === 'sku'
        ? sql.fragment`processing.remove_sku_mapping`
        : sql.fragment`processing.remove_status_mapping`
    const result = await attempt(() =>
      query.as(operator).any(sql.unsafe`
        select ${routine}(
          ${tenant === 'todas' ? null : tenant}::bigint, ${canal}, ${externo}, ${motivo}, ${operator.ator},
          ${versao}, ${tenantList(operator)}
        )`),
    )
    if (result.ok) return done(c, kindPath(kind), 'mapeamento.remover')
    const { status, sentence } = result.refusal
    return mappingPage(c, query, kind, { key, frase: sentence, status })
  })
}
