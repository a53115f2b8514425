/** The attempts of an event as steps of its story, each with what started it: the arrival, the backoff, a person, or a bulk act. */
import type { Tone } from '../../pieces/status-pill.tsx'
import type { Step } from '../../pieces/story.tsx'
import type { Act } from './read-acts.ts'
import type { EventRead } from './read-event.ts'

/** An act of a person, or what the hub does by itself. */
type AttemptTrigger = 'inicial' | 'automatica' | Act

interface Triggers {
  /** In the order of the event's attempts; null for an attempt to send a notice. */
  readonly attempts: readonly (AttemptTrigger | null)[]
  /** What started the attempt that succeeded. */
  readonly effect: AttemptTrigger
}

/** The first attempt after an act belongs to that act. The others follow from it, or from the arrival. */
export function attemptTriggers({ event, attempts, acts }: EventRead): Triggers {
  const asked = acts.filter(({ acao }) => ['evento.reprocessar', 'outbox.devolver'].includes(acao))
  let before: Date | null = null
  const triggerAt = (at: Date): AttemptTrigger => {
    const since = before
    before = at
    const act = asked.findLast((each) => each.em <= at && (since === null || each.em > since))
    return act ?? (since === null ? 'inicial' : 'automatica')
  }
  const triggers = attempts.map(({ destino, em }) =>
    destino === 'NOTIFICAR' ? null : triggerAt(em),
  )
  return { attempts: triggers, effect: triggerAt(event.processadoEm ?? event.recebidoEm) }
}

export function triggerText(trigger: AttemptTrigger | null | undefined): string {
  if (trigger === null || trigger === undefined) return 'do aviso'
  if (trigger === 'inicial') return 'inicial'
  if (trigger === 'automatica') return 'automática'
  return trigger.lote === null ? 'manual' : `lote ${trigger.lote}`
}

const OUTCOMES: Readonly<Record<string, readonly [text: string, tom: Tone]>> = {
  ERRO: ['falhou', 'waiting'],
  MORTO: ['falhou pela última vez', 'bad'],
  ADIADO: ['adiada, sem gastar tentativa', 'waiting'],
}

export function attemptSteps(read: EventRead): Step[] {
  const triggers = attemptTriggers(read)
  return read.attempts.map(({ em, destino, tentativa, resultado, sqlstate, erro, worker }, at) => {
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
  })
}
