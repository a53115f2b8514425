/** The story of an event in order of time: from its arrival to what it became. */
import { originWord, statusWord } from '../../pieces/words.ts'
import type { Step } from '../../pieces/story.tsx'
import { attemptSteps, attemptTriggers, triggerText } from './event-attempts.ts'
import { noticeSteps } from '../../pieces/notice-steps.ts'
import type { Act } from './read-acts.ts'
import type { EventRead } from './read-event.ts'

/** Sorted by time. Steps of the same instant stay in the order of cause and effect. */
export function eventStory(read: EventRead): readonly Step[] {
  const steps = [
    ...arrival(read),
    ...acts(read.acts),
    ...attemptSteps(read),
    ...effect(read),
    ...orders(read),
    ...notices(read),
  ]
  return steps.toSorted((a, b) => a.em.getTime() - b.em.getTime())
}

function arrival({ event }: EventRead): Step[] {
  const { recebidoEm: at, processadoEm, duplicadoDe, erro, conferencia, origem } = event
  const came: Step = {
    em: at,
    titulo: `Recebido: ${originWord(origem)}`,
    tom: 'moving',
    notas: [proofText(conferencia, origem), `Rastreio ${event.traceId}`],
  }
  const key = event.chave === null ? [] : [`Chave ${event.chave}`]
  if (duplicadoDe === null) {
    return [came, { em: at, titulo: 'Primeiro com esta chave', tom: 'quiet', notas: key }]
  }
  const href = `/eventos/${duplicadoDe}`
  // A second delivery is recognised as it arrives. A resource notification may be served later, by another one's fetch.
  if (processadoEm === null || processadoEm.getTime() === at.getTime()) {
    const conflict = erro === 'CONFLITO' ? ['O conteúdo difere do que chegou primeiro.'] : []
    const title = `Duplicado do evento nº ${duplicadoDe}`
    return [came, { em: at, titulo: title, tom: 'quiet', notas: [...key, ...conflict], href }]
  }
  const title = `Atendido pela busca do evento nº ${duplicadoDe}`
  return [came, { em: processadoEm, titulo: title, tom: 'quiet', notas: key, href }]
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

function acts(acts: readonly Act[]): Step[] {
  return acts.map(({ em, acao, ator, motivo, lote }) => ({
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

function effect(read: EventRead): Step[] {
  const { processadoEm, status } = read.event
  if (processadoEm === null || !['PROCESSADO', 'REPROCESSADO'].includes(status)) return []
  const trigger = triggerText(attemptTriggers(read).effect)
  return [
    {
      em: processadoEm,
      titulo: `Aplicado (${trigger}): ${statusWord(status)}`,
      tom: 'good',
      notas: [],
    },
  ]
}

function orders({ event, orders }: EventRead): Step[] {
  const since = (at: Date | null): at is Date => at !== null && at >= event.recebidoEm
  return orders.flatMap(({ id, criadoEm, prontoEm, retiradoEm, canceladoEm }) =>
    (
      [
        [criadoEm, 'foi criado', 'good'],
        [prontoEm, 'ficou PRONTO', 'good'],
        [retiradoEm, 'foi RETIRADO', 'good'],
        [canceladoEm, 'foi cancelado no marketplace', 'quiet'],
      ] as const
    ).flatMap(([at, what, tom]) =>
      since(at)
        ? [{ em: at, titulo: `Pedido nº ${id} ${what}`, tom, notas: [], href: `/pedidos/${id}` }]
        : [],
    ),
  )
}

function notices({ event, notices }: EventRead): Step[] {
  return notices.filter(({ criadoEm }) => criadoEm >= event.recebidoEm).flatMap(noticeSteps)
}

const PROOFS: Readonly<Record<string, string>> = {
  HMAC: 'assinatura do corpo (HMAC)',
  SEGREDO: 'segredo compartilhado',
  IP: 'endereço de origem na lista',
  CAMINHO: 'endereço secreto e vendedor conhecidos',
  TOKEN: 'token da API',
}

/** How the sender was verified. `proofs` are joined by +. Null: the hub fetched the event itself, or it was stored before proofs were noted. */
function proofText(proofs: string | null, origin: string): string {
  if (proofs === null) {
    const brought = origin === 'WEBHOOK' || origin === 'INTERNO'
    return brought ? 'A conferência não foi registrada.' : 'Buscado no marketplace pelo hub.'
  }
  const names = proofs.split('+').map((proof) => PROOFS[proof] ?? proof)
  return `Conferido por ${names.join(' e ')}.`
}
