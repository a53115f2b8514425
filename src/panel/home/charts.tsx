/** The charts. Each is drawn from the table under it, which is there for people who would rather read. */
import { Moment } from '../pieces/text/moment.tsx'
import { numberText, timeText } from '../pieces/text/number-text.ts'
import { Table } from '../pieces/table.tsx'
import { type Point, type TimeWindow, WINDOWS } from './read-series.ts'

interface Series {
  readonly name: string
  /** A colour of the style sheet. */
  readonly color: 'accent' | 'moving' | 'waiting' | 'bad' | 'edge'
  readonly de: (point: Point) => number | null
}

interface Chart {
  readonly id: string
  readonly title: string
  readonly unit: 'ms' | ''
  readonly series: readonly Series[]
}

const BUDGET_MS = 500

function chartsOf(minutos: number): readonly Chart[] {
  return [
    {
      id: 'vazao',
      title: 'Eventos por minuto',
      unit: '',
      series: [
        { name: 'recebidos', color: 'moving', de: (p) => p.recebidos / minutos },
        { name: 'processados', color: 'accent', de: (p) => p.processados / minutos },
      ],
    },
    {
      id: 'demora',
      title: 'Do recebimento ao efeito',
      unit: 'ms',
      series: [
        { name: 'p50', color: 'accent', de: (p) => p.p50 },
        { name: 'p99', color: 'waiting', de: (p) => p.p99 },
      ],
    },
    {
      id: 'resposta',
      title: 'Resposta ao webhook',
      unit: 'ms',
      series: [
        { name: 'p99', color: 'accent', de: (p) => p.respostaP99 },
        { name: 'orçamento', color: 'edge', de: () => BUDGET_MS },
      ],
    },
    {
      id: 'erros',
      title: 'Tentativas com erro',
      unit: '',
      series: [
        { name: 'erros', color: 'waiting', de: (p) => p.erros },
        { name: 'mortos', color: 'bad', de: (p) => p.mortos },
      ],
    },
    {
      id: 'perdas',
      title: 'Avisos do marketplace',
      unit: '',
      series: [
        { name: 'pelo webhook', color: 'accent', de: (p) => p.avisados },
        { name: 'perdidos e achados', color: 'bad', de: (p) => p.achados },
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
  const { id, title, unit, series } = chart
  const shown = (n: number | null) =>
    n === null ? '—' : unit === 'ms' ? timeText(n) : numberText(n)
  return (
    <figure class="card chart">
      <figcaption>
        <h3>{title}</h3>
        <ul class="legend">
          {series.map(({ name, color }) => (
            <li class={color}>{name}</li>
          ))}
        </ul>
      </figcaption>
      <div class="plot" data-plot={id} data-unit={unit} aria-hidden="true" hx-morph-skip></div>
      <details>
        <summary>Ver em tabela</summary>
        <Table id={id} titulo={title} colunas={['Desde', ...series.map(({ name }) => name)]}>
          {pontos.map((point) => (
            <tr data-at={point.inicio.getTime() / 1000}>
              <td>
                <Moment at={point.inicio} />
              </td>
              {series.map(({ de, color }) => (
                <td class="number" data-color={color} data-value={de(point) ?? ''}>
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
