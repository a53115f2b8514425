/** The figures of now, each with its unit or period. */
import type { Child } from 'hono/jsx'
import { countText, numberText, spanText, timeText } from '../pieces/text/number-text.ts'
import { COUNTED_MAX, type PanelNow, RECENT_MINUTES } from './read-now.ts'

/** The marketplace counts a delivery as failed after this time. */
const BUDGET_MS = 500

const DESTINATIONS: Readonly<Record<string, string>> = {
  PROCESSAR: 'processar',
  ENRIQUECER: 'buscar',
  NOTIFICAR: 'avisar',
}

export function Numbers({ now }: { now: PanelNow }) {
  const { lanes } = now
  const sum = (pick: (lane: PanelNow['lanes'][number]) => number) =>
    lanes.reduce((all, lane) => all + pick(lane), 0)
  const limited = lanes.some(({ limitado }) => limitado)
  const count = (n: number) => (limited && n >= COUNTED_MAX ? countText(n + 1, n) : countText(n))
  const waiting = sum((lane) => lane.pendentes + lane.emAndamento)
  const late = Math.max(0, ...lanes.map(({ atraso }) => atraso))
  const lost = (achados: number, avisados: number) =>
    `${countText(achados)} de ${countText(achados + avisados)}`
  const recent = `nos últimos ${RECENT_MINUTES} min`
  return (
    <dl class="figures">
      <Figure nome="Na fila agora" valor={count(waiting)}>
        {lanes.length === 0
          ? 'nada espera'
          : lanes
              .map(
                (l) =>
                  `${DESTINATIONS[l.destino] ?? l.destino} ${count(l.pendentes + l.emAndamento)}`,
              )
              .join(' · ')}
      </Figure>
      <Figure nome="Mais antigo já vencido" valor={late < 1 ? 'em dia' : spanText(late)}>
        {`retentativas ${count(sum((l) => l.retry))} · mapeamento ${count(sum((l) => l.mapeamento))} · estacionados ${count(sum((l) => l.estacionados))}`}
      </Figure>
      <Figure nome="Recebidos por minuto" valor={numberText(now.recebidos / RECENT_MINUTES)}>
        {`${countText(now.duplicados)} repetidos, ${recent}`}
      </Figure>
      <Figure nome="Processados por minuto" valor={numberText(now.processados / RECENT_MINUTES)}>
        {recent}
      </Figure>
      <Figure nome="Do recebimento ao efeito" valor={timeText(now.p50)}>
        {`p50; p99 ${timeText(now.p99)}, ${recent}`}
      </Figure>
      <Figure nome="Tentativas com erro" valor={countText(now.erros)}>
        {`${now.mortosHa === 0 ? 'nenhuma' : countText(now.mortosHa)} sem mais retentativas, ${recent}`}
      </Figure>
      <Figure nome="Resposta ao webhook, p99" valor={timeText(now.respostaP99)}>
        <meter
          min={0}
          max={BUDGET_MS}
          low={BUDGET_MS / 5}
          high={BUDGET_MS / 2}
          optimum={0}
          value={now.respostaP99 ?? 0}
          aria-label="Parte usada dos 500 ms"
        ></meter>
        {`do orçamento de ${BUDGET_MS} ms; ${countText(now.acima500)} de ${countText(now.respostas)} além dele`}
      </Figure>
      <Figure nome="Perdidos pelo webhook hoje" valor={lost(now.achadosHoje, now.avisadosHoje)}>
        {`achados pela sincronização; em 7 dias ${lost(now.achados7d, now.avisados7d)}`}
      </Figure>
    </dl>
  )
}

function Figure({ nome, valor, children }: { nome: string; valor: string; children?: Child }) {
  return (
    <div>
      <dt>{nome}</dt>
      <dd class="value">{valor}</dd>
      <dd class="of">{children}</dd>
    </div>
  )
}
