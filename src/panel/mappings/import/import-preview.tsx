/** The simulation of an import, line by line, and the form that applies exactly that. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PanelContext } from '../../panel-env.ts'
import { Banner } from '../../pieces/banner.tsx'
import { Facts } from '../../pieces/facts.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { countText } from '../../pieces/text/number-text.ts'
import { page } from '../../pieces/page.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import type { CsvLine, CsvProblem } from './csv-lines.ts'
import { KIND_WORDS, kindPath, type MappingKind } from '../mapping-kind.ts'
import { Internal } from '../mapping-table.tsx'
import type { ImportTold } from './run-import.ts'

interface PreviewOptions {
  readonly kind: MappingKind
  readonly tenant: string
  /** The store's name. */
  readonly loja: string
  readonly lines: readonly CsvLine[]
  readonly problems: readonly CsvProblem[]
  readonly told: ImportTold
  /** Why it was not applied. */
  readonly frase?: string
  readonly status?: ContentfulStatusCode
}

const PILLS = { NOVO: 'RECEBIDO', MUDA: 'AGUARDANDO', IGUAL: 'IGNORADO', ERRO: 'MORTO' } as const

export function importPreview(
  c: PanelContext,
  options: PreviewOptions,
): Response | Promise<Response> {
  const { kind, loja, told, problems, frase, status = 200 } = options
  const changes = told.novos + told.mudam
  const wrong = told.erros + problems.length
  return page(
    c,
    {
      titulo: 'Simulação da importação',
      resumo: `${KIND_WORDS[kind].titulo} · ${loja}`,
      acima: [`${kindPath(kind)}/importar`, 'Importar'],
      status,
    },
    <>
      {frase === undefined ? null : <Banner tom="aviso">{frase}</Banner>}
      <section class="card">
        <h2>{wrong > 0 ? 'Nada pode ser importado ainda' : 'O que será feito'}</h2>
        <Facts
          fatos={[
            ['Novos', countText(told.novos)],
            ['Mudam', countText(told.mudam)],
            ['Já estão assim', countText(told.iguais)],
            ['Com erro', countText(wrong)],
            ['Eventos liberados', countText(told.eventosLiberados ?? 0)],
          ]}
        />
        <Verdict options={options} changes={changes} wrong={wrong} />
      </section>
      <Table titulo="Linhas" colunas={['Linha', 'Situação', 'Externo', 'De', 'Para', 'Problema']}>
        {problems.map(({ linha, erro }) => (
          <tr>
            <td>{linha}</td>
            <td>
              <StatusPill status={PILLS.ERRO} texto="ERRO" />
            </td>
            <td></td>
            <td></td>
            <td></td>
            <td>{erro}</td>
          </tr>
        ))}
        {told.linhas.map((line) => (
          <Line line={line} />
        ))}
      </Table>
    </>,
  )
}

function Line({ line }: { line: ImportTold['linhas'][number] }) {
  const { linha, situacao, externo, de, deTerminal = null, para, terminal = null, erro } = line
  const shown = (interno: string | null, last: boolean | null) =>
    interno === null || interno === '' ? (
      <span class="none">—</span>
    ) : situacao === 'ERRO' ? (
      <InertText text={interno} />
    ) : (
      <Internal mapping={{ interno, terminal: last }} />
    )
  return (
    <tr>
      <td>{linha}</td>
      <td>
        <StatusPill status={PILLS[situacao]} texto={situacao} />
      </td>
      <td>
        {externo === null ? null : (
          <span class="mono">
            <InertText text={externo} />
          </span>
        )}
      </td>
      <td>{shown(de, deTerminal)}</td>
      <td>{shown(para, terminal)}</td>
      <td>{erro}</td>
    </tr>
  )
}

interface VerdictProps {
  readonly options: PreviewOptions
  readonly changes: number
  readonly wrong: number
}

function Verdict({ options, changes, wrong }: VerdictProps) {
  const { kind, tenant, lines, told } = options
  if (wrong > 0) {
    return <p>Corrija as linhas com erro e simule de novo: importam-se todas ou nenhuma.</p>
  }
  if (changes === 0) return <p>Tudo já está como o arquivo diz: não há o que importar.</p>
  return (
    <form
      class="narrow"
      method="post"
      action={`${kindPath(kind)}/importar/aplicar`}
      enctype="multipart/form-data"
      data-once
    >
      <input type="hidden" name="tenant" value={tenant} />
      <input type="hidden" name="resumo" value={told.resumo} />
      {/* As JSON: a form sends every end of line as CRLF, and these texts come back as they were. */}
      <input type="hidden" name="linhas" value={JSON.stringify(lines)} />
      <p>Se alguém mudar um destes mapeamentos antes, nada é importado e a simulação é refeita.</p>
      <button class="primary">
        Importar {countText(changes)} {changes === 1 ? 'mapeamento' : 'mapeamentos'}
      </button>
    </form>
  )
}
