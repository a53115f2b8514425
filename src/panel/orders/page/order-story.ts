/** The story of an order in order of time: from the first event to the hand-over. */
import { statusWord, typeWord } from '../../pieces/words.ts'
import { maskText } from '../../../core/text/mask.ts'
import type { Step } from '../../pieces/story.tsx'
import { noticeSteps } from '../../pieces/notice-steps.ts'
import type { OrderEvent } from './order-timeline.tsx'
import type { OrderRead } from './read-order.ts'

/** Sorted by time. Steps of the same instant stay in the order of cause and effect. */
export function orderStory(read: OrderRead, events: readonly OrderEvent[]): readonly Step[] {
  const steps = [
    ...events.map(eventStep),
    ...statuses(read),
    ...read.notices.flatMap(noticeSteps),
    ...read.acts.filter((act) => act !== lastPickUp(read.acts)).map(actStep),
    ...pickedUp(read),
  ]
  return steps.toSorted((a, b) => a.em.getTime() - b.em.getTime())
}

const EVENT_TONES: Readonly<Record<string, Step['tom']>> = {
  PROCESSADO: 'good',
  REPROCESSADO: 'good',
  DUPLICADO: 'quiet',
  IGNORADO: 'quiet',
  MORTO: 'bad',
  RECEBIDO: 'moving',
}

function eventStep({ id, tipo, versao, status, receivedAt, erro }: OrderEvent): Step {
  return {
    em: new Date(receivedAt),
    titulo: `Evento nº ${id} recebido: ${typeWord(tipo)}${versao === null ? '' : `, versão ${versao}`}`,
    tom: EVENT_TONES[status] ?? 'waiting',
    notas: [`Status ${statusWord(status)}`, ...(erro === null ? [] : [maskText(erro)])],
    href: `/eventos/${id}`,
  }
}

function statuses({ order }: OrderRead): Step[] {
  const { criadoEm, prontoEm, canceladoEm } = order
  const step = (at: Date | null, title: string, tone: Step['tom']): Step[] =>
    at === null ? [] : [{ em: at, titulo: title, tom: tone, notas: [] }]
  return [
    ...step(criadoEm, 'Pedido criado', 'moving'),
    ...step(prontoEm, 'PRONTO para retirada', 'good'),
    ...step(canceladoEm, 'CANCELADO no marketplace', 'quiet'),
  ]
}

const PICKED_UP = 'pedido.retirar'
const UNDONE = 'pedido.desfazer_entrega'

const ACTS: Readonly<Record<string, string>> = {
  'notificacao.confirmar': 'O provedor respondeu depois do prazo',
  [PICKED_UP]: 'Marcado RETIRADO',
  [UNDONE]: 'Entrega desfeita',
  'notificacao.reenviar': 'Reenvio do aviso pedido',
  'notificacao.resolver': 'Decidido se o aviso saiu',
  'etiqueta.buscar': 'Etiqueta baixada',
  'outbox.devolver': 'Aviso devolvido à fila',
  'outbox.descartar': 'Aviso descartado da fila',
}

function actStep({ em, ator, acao, motivo, status }: OrderRead['acts'][number]): Step {
  return {
    em,
    titulo: `${ACTS[acao] ?? acao}${status === null ? '' : `: ${statusWord(status)}`}`,
    tom: 'moving',
    notas: [`Por ${ator}`, ...(motivo === null ? [] : [`Motivo: ${maskText(motivo)}`])],
  }
}

function pickedUp({ order, acts }: OrderRead): Step[] {
  const { retiradoEm: at } = order
  if (at === null) return []
  const reason = lastPickUp(acts)?.motivo ?? null
  const why = reason === null ? [] : [`Motivo: ${maskText(reason)}`]
  return [{ em: at, titulo: 'RETIRADO', tom: 'good', notas: [handedOver(acts), ...why] }]
}

/** The hand-over that a person noted and nobody has undone; undefined where there is none. */
export function lastPickUp(acts: OrderRead['acts']): OrderRead['acts'][number] | undefined {
  const last = acts.findLast(({ acao }) => acao === PICKED_UP || acao === UNDONE)
  return last?.acao === PICKED_UP ? last : undefined
}

/** Who noted the hand-over, and who collected the order. */
export function handedOver(acts: OrderRead['acts']): string {
  const act = lastPickUp(acts)
  if (act === undefined) return 'Segundo o marketplace'
  const { ator, retiradoPor } = act
  if (retiradoPor === null) return `Por ${ator}`
  const who = retiradoPor === 'TITULAR' ? 'o titular' : 'uma pessoa autorizada'
  return `Entregue por ${ator}; retirou ${who}`
}
