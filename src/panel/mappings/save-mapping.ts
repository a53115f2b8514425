/** POST /mapeamentos/sku and /status: saves a mapping, unless somebody has changed it since the form was opened. */
import * as v from 'valibot'
import { externalKey } from '../../core/text/external-key.ts'
import { attempt } from '../acts/attempt.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { doneReleasing } from '../pieces/done.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { idText, plainText } from '../../reads/query-values.ts'
import { readForm } from '../requests/read-form.ts'
import { mappingOf } from './find-mappings.ts'
import { isWanted, storeMapping } from './store-mapping.ts'
import { INTERNAL_STATUSES, kindPath, type MappingKind, mayMapAll } from './mapping-kind.ts'
import { mappingPage } from './mapping-page.tsx'
import { typedKey } from './mapping-key.ts'

const versao = v.pipe(v.string(), v.regex(/^(?:-1|\d{1,9})$/), v.transform(Number))

const shared = {
  versao,
  canal: v.picklist(['ML']),
  externo: v.pipe(
    plainText(200),
    v.transform(externalKey),
    v.minLength(1),
    v.description('o que vem do marketplace, em 1 a 200 caracteres'),
  ),
}

const Sku = v.strictObject({
  ...shared,
  tenant: v.pipe(idText, v.description('a loja')),
  interno: v.pipe(
    plainText(200),
    v.transform(externalKey),
    v.minLength(1),
    v.description('o SKU do estoque do hub, em 1 a 200 caracteres'),
  ),
})

const Status = v.strictObject({
  ...shared,
  tenant: v.pipe(v.union([v.literal('todas'), idText]), v.description('a loja')),
  interno: v.pipe(v.picklist(INTERNAL_STATUSES), v.description('um dos quatro status')),
  terminal: v.optional(v.literal('sim')),
})

export function saveMapping(app: PanelApp, deps: PanelDeps, kind: MappingKind): void {
  const { query } = deps
  app.post(kindPath(kind), may('mapeamento.salvar'), async (c) => {
    const { operator } = c.var
    const form = kind === 'sku' ? await readForm(c, Sku) : await readForm(c, Status)
    if (!form.ok) {
      const { typed, problems } = form
      return mappingPage(c, query, kind, { key: typedKey(typed), typed, problems, status: 422 })
    }
    const saved = form.value
    if (saved.tenant === 'todas' && !mayMapAll(operator)) {
      const frase = 'Um mapeamento de todas as lojas só é mudado por um admin de todas.'
      return problemPage(c, 403, 'Acesso negado', frase)
    }
    const key = {
      tenantId: saved.tenant === 'todas' ? null : saved.tenant,
      canal: saved.canal,
      externo: saved.externo,
    }
    const result = await attempt(() =>
      storeMapping(deps, operator, kind, { ...key, ...wanted(saved) }),
    )
    const now = await mappingOf(query, operator, kind, key)
    if (!result.ok && isWanted(now, wanted(saved)))
      return c.redirect(`${kindPath(kind)}/${now.id}`, 303)
    if (!result.ok) {
      const { status, sentence } = result.refusal
      return mappingPage(c, query, kind, { key, typed: form.typed, frase: sentence, status })
    }
    const to = now === null ? kindPath(kind) : `${kindPath(kind)}/${now.id}`
    return doneReleasing(c, to, 'mapeamento.salvar', result.value)
  })
}

function wanted(saved: v.InferOutput<typeof Sku> | v.InferOutput<typeof Status>) {
  const { interno, versao } = saved
  return { interno, versao, terminal: 'terminal' in saved && saved.terminal === 'sim' }
}
