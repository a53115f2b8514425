/** What happened to an event, in the order in which it did: from its arrival to what it became. */
import type { Tone } from '../../pieces/status-pill.tsx'
import { attemptTriggers, triggerText } from './attempt-trigger.ts'
import { originText } from '../list/event-choices.ts'
import { noticeSteps } from './notice-steps.ts'
import { proofText } from './proof-text.ts'
import type { Act } from './read-acts.ts'
import type { EventRead } from './read-event.ts'

export interface Step {
  readonly em: Date
  readonly titulo: string
  readonly tom: Tone
  /** Sentences under it, some with text from outside. */
  readonly notas: readonly string[]
  /** Where more is told. */
  readonly href?: string
}

/** Sorted by time; what happened at once stays in the order of cause and effect. */
export function eventStory(read: EventRead): readonly Step[] {
  const steps = [
    ...arrival(read),
    ...acts(read.atos),
    ...attempts(read),
    ...effect(read),
    ...orders(read),
    ...notices(read),
  ]
  return steps.toSorted((a, b) => a.em.getTime() - b.em.getTime())
}

function arrival({ evento }: EventRead): Step[] {
  const { recebidoEm: em, processadoEm, duplicadoDe, erro, conferencia, origem } = evento
  const came: Step = {
    em,
    titulo: `Recebido: ${originText(origem)}`,
    tom: 'moving',
    notas: [proofText(conferencia, origem), `Rastreio ${evento.traceId}`],
  }
  const key = evento.chave === null ? [] : [`Chave ${evento.chave}`]
  if (duplicadoDe === null) {
    return [came, { em, titulo: 'Primeiro com esta chave', tom: 'quiet', notas: key }]
  }
  const href = `/eventos/${duplicadoDe}`
  // A second delivery is known for one as it arrives; a notification may be served by another's fetch, later.
  if (processadoEm === null || processadoEm.getTime() === em.getTime()) {
    const conflict = erro === 'CONFLITO' ? ['O conteúdo difere do que chegou primeiro.'] : []
    const titulo = `Duplicado do evento nº ${duplicadoDe}`
    return [came, { em, titulo, tom: 'quiet', notas: [...key, ...conflict], href }]
  }
  const titulo = `Atendido pela busca do evento nº ${duplicadoDe}`
  return [came, { em: processadoEm, titulo, tom: 'quiet', notas: key, href }]
}

const ACTS: Readonly<Record<string, string>> = {
  'evento.reprocessar': 'Reprocessamento pedido',
  'notificacao.confirmar': 'O provedor respondeu depois do prazo',
  'notificacao.reenviar': 'Reenvio do aviso pedido',
  'notificacao.resolver': 'Decidido se o aviso saiu',
  'payload.revelar': 'Payload revelado',
  'outbox.devolver': 'Devolvido à fila',
  'outbox.descartar': 'Descartado da fila',
}

function acts(atos: readonly Act[]): Step[] {
  return atos.map(({ em, acao, ator, motivo, lote }) => ({
    em,
    titulo: ACTS[acao] ?? acao,
    tom: 'moving',
    notas: [
      ...(ator === null ? [] : [`Por ${ator}`]),
      ...(motivo === null ? [] : [`Motivo: ${motivo}`]),
    ],
    ...(lote === null ? {} : { href: `/lotes/${lote}` }),
  }))
}

const OUTCOMES: Readonly<Record<string, readonly [text: string, tom: Tone]>> = {
  ERRO: ['falhou', 'waiting'],
  MORTO: ['falhou pela última vez', 'bad'],
  ADIADO: ['adiada, sem gastar tentativa', 'waiting'],
}

function attempts(read: EventRead): Step[] {
  const triggers = attemptTriggers(read)
  return read.tentativas.map(
    ({ em, destino, tentativa, resultado, sqlstate, erro, worker }, at) => {
      const [outcome, tom] = OUTCOMES[resultado] ?? [resultado, 'quiet']
      const what = destino === 'NOTIFICAR' ? 'Envio do aviso' : 'Tentativa'
      const number = resultado === 'ADIADO' ? '' : ` ${tentativa}`
      return {
        em,
        titulo: `${what}${number} (${triggerText(triggers.attempts[at])}): ${outcome}`,
        tom,
        notas: [
          `${sqlstate ?? 'sem classe'}: ${erro ?? 'sem mensagem'}`,
          ...(worker === null ? [] : [`Worker ${worker}`]),
        ],
      }
    },
  )
}

function effect(read: EventRead): Step[] {
  const { processadoEm, status } = read.evento
  if (processadoEm === null || !['PROCESSADO', 'REPROCESSADO'].includes(status)) return []
  const trigger = triggerText(attemptTriggers(read).effect)
  return [{ em: processadoEm, titulo: `Aplicado (${trigger}): ${status}`, tom: 'good', notas: [] }]
}

function orders({ evento, pedidos }: EventRead): Step[] {
  const since = (em: Date | null): em is Date => em !== null && em >= evento.recebidoEm
  return pedidos.flatMap(({ id, criadoEm, prontoEm, retiradoEm, canceladoEm }) =>
    (
      [
        [criadoEm, 'foi criado', 'good'],
        [prontoEm, 'ficou PRONTO', 'good'],
        [retiradoEm, 'foi RETIRADO', 'good'],
        [canceladoEm, 'foi cancelado no marketplace', 'quiet'],
      ] as const
    ).flatMap(([em, what, tom]) =>
      since(em)
        ? [{ em, titulo: `Pedido nº ${id} ${what}`, tom, notas: [], href: `/pedidos/${id}` }]
        : [],
    ),
  )
}

function notices({ evento, avisos }: EventRead): Step[] {
  return avisos.filter(({ criadoEm }) => criadoEm >= evento.recebidoEm).flatMap(noticeSteps)
}
