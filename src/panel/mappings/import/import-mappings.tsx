/** /mapeamentos/…/importar: simulates the import of a file or of pasted text, and then imports exactly what was shown. */
import * as v from 'valibot'
import { isBoundedJson } from '../../../core/json/bounded-json.ts'
import { releaseNow } from '../../../acts/release-now.ts'
import { attempt } from '../../acts/attempt.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { doneReleasing, RELEASE_PATIENCE_MS } from '../../pieces/done.ts'
import { page } from '../../pieces/page.tsx'
import { problemPage, queryRefused } from '../../pieces/problem-page.tsx'
import { given, idText, plainText } from '../../../reads/query-values.ts'
import { readForm, type Typed } from '../../requests/read-form.ts'
import { readQuery } from '../../requests/read-query.ts'
import { readStores, storeText } from '../../session/stores.ts'
import { type CsvLine, readLines } from './csv-lines.ts'
import { parseCsv } from '../../../core/text/csv-text.ts'
import { ImportForm } from './import-form.tsx'
import { importPreview } from './import-preview.tsx'
import { importText, isBoundedImport } from './import-text.ts'
import { KIND_WORDS, kindPath, type MappingKind, mayMapAll } from '../mapping-kind.ts'
import { runImport } from './run-import.ts'

/** Far more than a mapping may have: the database refuses longer texts with the number of their line. */
const FORM_TEXT_MAX = 100_000

const tenant = v.pipe(v.union([v.literal('todas'), idText]), v.description('a loja'))

const TOO_LONG = 'Uma importação tem no máximo 5.000 linhas; divida o arquivo.'
/** Five thousand lines of four members. */
const LINES_BOUNDS = { depthMax: 2, valuesMax: 30_000 }

const Start = v.strictObject({ tenant: given(tenant, 'o número de uma loja, ou todas') })

const Upload = v.strictObject({
  tenant,
  arquivo: v.optional(v.union([v.instance(File), v.literal('')])),
  texto: v.optional(v.string(), ''),
})

const Apply = v.strictObject({
  tenant,
  resumo: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  linhas: v.pipe(
    v.string(),
    v.check((text) => isBoundedJson(Buffer.from(text), LINES_BOUNDS)),
    v.parseJson(),
    v.array(
      v.strictObject({
        linha: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
        externo: plainText(FORM_TEXT_MAX),
        interno: plainText(FORM_TEXT_MAX),
        terminal: v.optional(v.boolean()),
      }),
    ),
  ),
})

export function importMappings(
  app: PanelApp,
  { query, clock }: PanelDeps,
  kind: MappingKind,
): void {
  const path = `${kindPath(kind)}/importar`

  app.get(path, may('mapeamento.salvar'), async (c) => {
    const read = readQuery(c, Start)
    if (!read.ok) return queryRefused(c, read.problems, [path, 'Importar'])
    const from = read.value.tenant
    return askPage(c, from === undefined ? {} : { tenant: from })
  })

  app.post(path, may('mapeamento.salvar'), async (c) => {
    const form = await readForm(c, Upload)
    if (!form.ok) return askPage(c, form.typed, form.problems)
    const { arquivo, texto } = form.value
    const file = arquivo instanceof File && arquivo.size > 0 ? await arquivo.bytes() : null
    const csv = file === null ? texto : importText(file)
    if (!isBoundedImport(csv)) return askPage(c, { tenant: form.value.tenant }, { texto: TOO_LONG })
    const { lines, problems } = readLines(kind, parseCsv(csv))
    if (lines.length + problems.length === 0) {
      const frase = 'Escolha um arquivo ou cole ao menos uma linha.'
      return askPage(c, form.typed, { texto: frase })
    }
    return simulate(c, { tenant: form.value.tenant, lines, problems, typed: form.typed })
  })

  app.post(`${path}/aplicar`, may('mapeamento.salvar'), async (c) => {
    const { operator } = c.var
    const form = await readForm(c, Apply)
    if (!form.ok) return askPage(c, {}, { texto: 'A simulação se perdeu: simule de novo.' })
    const { tenant: of, linhas: lines, resumo } = form.value
    if (of === 'todas' && !mayMapAll(operator)) return notAll(c)
    const result = await attempt(() =>
      runImport(query, operator, { kind, tenant: of, lines, resumo }),
    )
    if (result.ok) {
      const released = await releaseNow(query.as(operator), result.value.liberacao ?? null, {
        clock,
        patienceMs: RELEASE_PATIENCE_MS,
      })
      return doneReleasing(c, `${kindPath(kind)}?tenant=${of}`, 'mapeamento.importar', released)
    }
    const { sentence, status } = result.refusal
    const again = { tenant: of, lines, problems: [], typed: { tenant: of } }
    return simulate(c, { ...again, frase: `${sentence} Nada foi importado.`, status })
  })

  interface Simulation {
    readonly tenant: string
    readonly lines: readonly CsvLine[]
    readonly problems: readonly { readonly linha: number; readonly erro: string }[]
    readonly typed: Typed
    readonly frase?: string
    readonly status?: 404 | 409 | 422
  }

  async function simulate(c: PanelContext, simulation: Simulation): Promise<Response> {
    const { operator } = c.var
    const { tenant: of, lines, typed } = simulation
    if (of === 'todas' && !mayMapAll(operator)) return notAll(c)
    const told = await attempt(() =>
      lines.length === 0
        ? Promise.resolve(NOTHING)
        : runImport(query, operator, { kind, tenant: of, lines, resumo: null }),
    )
    if (!told.ok) return askPage(c, typed, { texto: told.refusal.sentence })
    const stores = await readStores(query, operator)
    const loja = of === 'todas' ? 'Todas as lojas' : storeText(stores, of)
    return importPreview(c, { ...simulation, kind, loja, told: told.value })
  }

  async function askPage(c: PanelContext, typed: Typed, problems?: Typed): Promise<Response> {
    const { operator } = c.var
    const stores = await readStores(query, operator)
    return page(
      c,
      {
        titulo: 'Importar mapeamentos',
        resumo: KIND_WORDS[kind].resumo,
        acima: [kindPath(kind), KIND_WORDS[kind].titulo],
        status: problems === undefined ? 200 : 422,
      },
      <ImportForm
        kind={kind}
        operator={operator}
        stores={stores}
        typed={typed}
        problems={problems ?? {}}
      />,
    )
  }
}

const NOTHING = {
  novos: 0,
  mudam: 0,
  iguais: 0,
  erros: 0,
  eventosLiberados: 0,
  resumo: '',
  linhas: [],
}

function notAll(c: PanelContext) {
  const frase = 'Um mapeamento de todas as lojas só é mudado por um admin de todas.'
  return problemPage(c, 403, 'Acesso negado', frase)
}
