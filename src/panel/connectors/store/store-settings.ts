/** /conectores/loja/NUMERO and /conectores/loja/nova: the settings of a store, among them what its notices say. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as v from 'valibot'
import { tenantCondition, tenantList } from '../../../db/connect/tenant-scope.ts'
import { isId } from '../../../core/id.ts'
import { sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import { problemPage } from '../../pieces/problem-page.tsx'
import { readForm, type Typed } from '../../requests/read-form.ts'
import { KnownStoreForm, NewStoreForm, storePage } from './store-form.tsx'

const Store = v.object({
  nome: v.string(),
  endereco: v.string(),
  horario: v.string(),
  meio_aviso: v.string(),
  pede_documento: v.string(),
  aviso_por_pacote: v.string(),
  logisticas_fora: v.string(),
  visto: v.string(),
})

interface Shown {
  readonly typed?: Typed
  readonly problems?: Typed
  readonly frase?: string
  readonly status?: ContentfulStatusCode
}

type Settings = v.InferOutput<typeof KnownStoreForm>

export function storeSettings(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const permitted = may('conector.salvar')

  app.get('/conectores/loja/nova', permitted, (c) =>
    storePage(c, null, { typed: {}, problems: {} }),
  )

  app.post('/conectores/loja/nova', permitted, async (c) => {
    const form = await readForm(c, NewStoreForm)
    const { typed } = form
    if (!form.ok) return storePage(c, null, { typed, problems: form.problems, status: 422 })
    const { id } = form.value
    if ((await find(c, id)) !== null) {
      const problems = { id: 'Já há uma loja com este número.' }
      return storePage(c, null, { typed, problems, status: 409 })
    }
    const saved = await attempt(() => save(c, id, { ...form.value, visto: '' }))
    if (saved.ok) return done(c, `/conectores/novo?loja=${id}`, 'loja.salvar')
    const { sentence: frase, status } = saved.refusal
    return storePage(c, null, { typed, problems: {}, frase, status })
  })

  app.get('/conectores/loja/:loja', permitted, (c) => show(c))

  app.post('/conectores/loja/:loja', permitted, async (c) => {
    const id = c.req.param('loja')
    if ((await find(c, id)) === null) return unknown(c)
    const form = await readForm(c, KnownStoreForm)
    const { typed } = form
    if (!form.ok) return show(c, { typed, problems: form.problems, status: 422 })
    const saved = await attempt(() => save(c, id, form.value))
    if (saved.ok) return done(c, `/conectores/loja/${id}`, 'loja.salvar')
    const { sentence, status } = saved.refusal
    // The form keeps what was typed. Saving it again overwrites what somebody else saved.
    const visto = (await find(c, id))?.visto ?? ''
    const frase = `${sentence} O que você digitou continua abaixo: confira, e salve de novo se ainda valer.`
    return show(c, { typed: { ...typed, visto }, frase, status })
  })

  const unknown = (c: PanelContext) =>
    problemPage(c, 404, 'Não encontrado', 'Não há loja com este número entre as suas.')

  async function show(c: PanelContext, { typed, ...shown }: Shown = {}) {
    const id = c.req.param('loja') ?? ''
    const store = await find(c, id)
    if (store === null) return unknown(c)
    return storePage(c, { id, nome: store.nome }, { typed: typed ?? store, problems: {}, ...shown })
  }

  async function find(c: PanelContext, id: string): Promise<v.InferOutput<typeof Store> | null> {
    if (!isId(id)) return null
    const { operator } = c.var
    return query.as(operator).maybeOne(sql.type(Store)`
      select
        e.nome, e.endereco, e.horario, e.meio_aviso,
        case when e.pede_documento then 'sim' else 'nao' end as pede_documento,
        case when e.aviso_por_pacote then 'sim' else 'nao' end as aviso_por_pacote,
        array_to_string(e.logisticas_fora, ', ') as logisticas_fora,
        e.updated_at::text as visto
      from (select t.*, t.id as tenant_id from ops.tenant as t) as e
      where ${tenantCondition(operator)}
        and e.id = ${id}::bigint`)
  }

  function save(c: PanelContext, id: string, settings: Settings): Promise<void> {
    const { operator } = c.var
    const { nome, endereco, horario, meio_aviso, pede_documento, aviso_por_pacote, visto } =
      settings
    const fora = settings.logisticas_fora.split(',').flatMap((type) => type.trim() || [])
    const mine = tenantList(operator)
    return query.as(operator).transaction(async (statements) => {
      await statements.any(sql.unsafe`
        select tenants.save_tenant(
          ${id}::bigint, ${nome}, ${endereco}, ${horario}, ${meio_aviso}, ${operator.ator}, ${mine},
          ${visto === '' ? null : visto}::timestamptz
        )`)
      await statements.any(sql.unsafe`
        select
          tenants.switch_document(t.id, ${pede_documento === 'sim'}, ${operator.ator}, ${mine})
        from ops.tenant as t
        where t.id = ${id}::bigint
          and t.pede_documento <> ${pede_documento === 'sim'}`)
      await statements.any(sql.unsafe`
        select
          tenants.switch_pack_notice(t.id, ${aviso_por_pacote === 'sim'}, ${operator.ator}, ${mine})
        from ops.tenant as t
        where t.id = ${id}::bigint
          and t.aviso_por_pacote <> ${aviso_por_pacote === 'sim'}`)
      await statements.any(sql.unsafe`
        select
          tenants.set_foreign_logistics(t.id, ${sql.array(fora, 'text')}, ${operator.ator}, ${mine})
        from ops.tenant as t
        where t.id = ${id}::bigint
          and array_to_string(t.logisticas_fora, ',') <> ${fora.toSorted().join(',')}`)
    })
  }
}
