/** The charts. Each is drawn from the table under it, which is there for people who would rather read. */
import { Moment } from '../pieces/text/moment.tsx'
import { numberText, timeText } from '../pieces/text/number-text.ts'
import { Table } from '../pieces/table.tsx'
import { type Point, type TimeWindow, WINDOWS } from './read-series.ts'

interface Series {
  readonly nome: string
  /** A colour of the style sheet. */
  readonly cor: 'accent' | 'moving' | 'waiting' | 'bad' | 'edge'
  readonly de: (point: Point) => number | null
}

interface Chart {
  readonly id: string
  readonly titulo: string
  readonly unidade: 'ms' | ''
  readonly series: readonly Series[]
}

const BUDGET_MS = 500

function chartsOf(minutos: number): readonly Chart[] {
  return [
    {
      id: 'vazao',
      titulo: 'Eventos por minuto',
      unidade: '',
      series: [
        { nome: 'recebidos', cor: 'moving', de: (p) => p.recebidos / minutos },
        { nome: 'processados', cor: 'accent', de: (p) => p.processados / minutos },
      ],
    },
    {
      id: 'demora',
      titulo: 'Do recebimento ao efeito',
      unidade: 'ms',
      series: [
        { nome: 'p50', cor: 'accent', de: (p) => p.p50 },
        { nome: 'p99', cor: 'waiting', de: (p) => p.p99 },
      ],
    },
    {
      id: 'resposta',
      titulo: 'Resposta ao webhook',
      unidade: 'ms',
      series: [
        { nome: 'p99', cor: 'accent', de: (p) => p.respostaP99 },
        { nome: 'orçamento', cor: 'edge', de: () => BUDGET_MS },
      ],
    },
    {
      id: 'erros',
      titulo: 'Tentativas com erro',
      unidade: '',
      series: [
        { nome: 'erros', cor: 'waiting', de: (p) => p.erros },
        { nome: 'mortos', cor: 'bad', de: (p) => p.mortos },
      ],
    },
    {
      id: 'perdas',
      titulo: 'Avisos do marketplace',
      unidade: '',
      series: [
        { nome: 'pelo webhook', cor: 'accent', de: (p) => p.avisados },
        { nome: 'perdidos e achados', cor: 'bad', de: (p) => p.achados },
      ],
    },
  ]
}

export function Charts({ pontos, janela }: { pontos: readonly Point[]; janela: TimeWindow }) {
  return (
    <div class="charts">
      {chartsOf(WINDOWS[janela].minutos).map((chart) => (
        <ChartFigure chart={chart} pontos={pontos} />
      ))}
    </div>
  )
}

function ChartFigure({ chart, pontos }: { chart: Chart; pontos: readonly Point[] }) {
  const { id, titulo, unidade, series } = chart
  const shown = (n: number | null) =>
    n === null ? '—' : unidade === 'ms' ? timeText(n) : numberText(n)
  return (
    <figure class="card chart">
      <figcaption>
        <h3>{titulo}</h3>
        <ul class="legend">
          {series.map(({ nome, cor }) => (
            <li class={cor}>{nome}</li>
          ))}
        </ul>
      </figcaption>
      <div class="plot" data-plot={id} data-unit={unidade} aria-hidden="true" hx-morph-skip></div>
      <details>
        <summary>Ver em tabela</summary>
        <Table id={id} titulo={titulo} colunas={['Desde', ...series.map(({ nome }) => nome)]}>
          {pontos.map((point) => (
            <tr data-at={point.inicio.getTime() / 1000}>
              <td>
                <Moment at={point.inicio} />
              </td>
              {series.map(({ de, cor }) => (
                <td class="number" data-color={cor} data-value={de(point) ?? ''}>
                  {shown(de(point))}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      </details>
    </figure>
  )
}
