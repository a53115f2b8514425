/** How a connector is, in one word and a sentence: the worst of what is known of it. */
import type { Connector } from '../find-connectors.ts'
import { operationName } from './operation-names.ts'

interface ConnectorState {
  /** As status pills know it. */
  readonly status: string
  readonly texto: string
  /** What it means, and what to do; null where all is well. */
  readonly frase: string | null
}

const clock = new Intl.DateTimeFormat('pt-BR', {
  timeZone: 'America/Sao_Paulo',
  hour: '2-digit',
  minute: '2-digit',
})

/** `agora`: a breaker whose time is over is about to try, and open no more. */
export function connectorState(connector: Connector, agora: Date): ConnectorState {
  const { status, motivo, disjuntores, sincronismos, clientId, refreshTokenEm } = connector
  if (status === 'DESATIVADO') {
    const frase = `Desativado: ${motivo ?? 'sem motivo anotado'}. Nada entra, e nada é pedido ao marketplace.`
    return { status, texto: 'desativado', frase }
  }
  if (status === 'REAUTORIZAR') {
    const frase = `O vendedor precisa autorizar a aplicação de novo: ${motivo ?? 'a autorização terminou'}.`
    return { status, texto: 'reautorizar', frase }
  }
  const isOver = (at: string | null) => at !== null && new Date(at) <= agora
  const open = disjuntores.filter((each) => each.estado === 'ABERTO' && !isOver(each.reabreEm))
  if (open.length > 0) {
    const until = open.map(({ reabreEm }) => reabreEm ?? '').toSorted()
    const last = until.at(-1) ?? ''
    const texto = last === '' ? 'disjuntor aberto' : `disjuntor aberto até ${hour(last)}`
    const names = open.map(({ operacao }) => operationName(operacao)).join(', ')
    const frase = `O marketplace falhou demais (${names}) e não é consultado até lá; nada se perde, nem gasta tentativa.`
    return { status: 'ABERTO', texto, frase }
  }
  const failed = sincronismos.filter(({ erro }) => erro !== null)
  if (failed.length > 0 || disjuntores.some(({ estado }) => estado !== 'FECHADO')) {
    const frase =
      failed.length > 0
        ? `O último sincronismo não terminou bem (${failed.map(({ tarefa }) => operationName(tarefa)).join(', ')}).`
        : 'Um disjuntor está experimentando se o marketplace voltou.'
    return { status: 'MEIO_ABERTO', texto: 'degradado', frase }
  }
  if (clientId !== null && refreshTokenEm === null) {
    const frase = 'Nenhum vendedor autorizou a aplicação ainda: use Reautorizar.'
    return { status: 'PENDENTE', texto: 'a autorizar', frase }
  }
  return { status: 'ATIVO', texto: 'ok', frase: null }
}

function hour(at: string): string {
  return clock.format(new Date(at))
}
