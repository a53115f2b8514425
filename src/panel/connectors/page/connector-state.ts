/** The state of a connector in one word and a sentence: the worst of what is known of it. */
import type { Connector } from '../find-connectors.ts'
import { operationWord } from '../../pieces/words.ts'

interface ConnectorState {
  /** The status of the pill. */
  readonly status: string
  readonly texto: string
  /** What it means and what to do; null if all is well. */
  readonly frase: string | null
}

const clock = new Intl.DateTimeFormat('pt-BR', {
  timeZone: 'America/Sao_Paulo',
  hour: '2-digit',
  minute: '2-digit',
})

/** A breaker whose time is over at `agora` is about to try again, and no longer counts as open. */
export function connectorState(connector: Connector, agora: Date): ConnectorState {
  const { status, reason, breakers, syncs, clientId, refreshTokenAt } = connector
  if (status === 'DESATIVADO') {
    const frase = `Desativado: ${reason ?? 'sem motivo anotado'}. Nada entra, e nada é pedido ao marketplace.`
    return { status, texto: 'desativado', frase }
  }
  if (status === 'REAUTORIZAR') {
    const frase = `O vendedor precisa autorizar a aplicação de novo: ${reason ?? 'a autorização terminou'}.`
    return { status, texto: 'reautorizar', frase }
  }
  const isOver = (at: string | null) => at !== null && new Date(at) <= agora
  const open = breakers.filter((each) => each.state === 'ABERTO' && !isOver(each.reopensAt))
  if (open.length > 0) {
    const until = open.map(({ reopensAt }) => reopensAt ?? '').toSorted()
    const last = until.at(-1) ?? ''
    const texto = last === '' ? 'disjuntor aberto' : `disjuntor aberto até ${hour(last)}`
    const names = open.map(({ operation }) => operationWord(operation)).join(', ')
    const frase = `O marketplace falhou demais (${names}) e não é consultado até lá; nada se perde, nem gasta tentativa.`
    return { status: 'ABERTO', texto, frase }
  }
  const failed = syncs.filter(({ error }) => error !== null)
  if (failed.length > 0 || breakers.some(({ state }) => state !== 'FECHADO')) {
    const frase =
      failed.length > 0
        ? `O último sincronismo não terminou bem (${failed.map(({ task }) => operationWord(task)).join(', ')}).`
        : 'Um disjuntor está experimentando se o marketplace voltou.'
    return { status: 'MEIO_ABERTO', texto: 'degradado', frase }
  }
  if (clientId !== null && refreshTokenAt === null) {
    const frase = 'Nenhum vendedor autorizou a aplicação ainda: use Reautorizar.'
    return { status: 'PENDENTE', texto: 'a autorizar', frase }
  }
  return { status: 'ATIVO', texto: 'ok', frase: null }
}

function hour(at: string): string {
  return clock.format(new Date(at))
}
