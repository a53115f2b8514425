/** What set each attempt going, as far as is known: the arrival, the backoff, a person, or a bulk act. */
import type { Act } from './read-acts.ts'
import type { EventRead } from './read-event.ts'

/** A person's act, or what the hub does by itself. */
export type AttemptTrigger = 'inicial' | 'automatica' | Act

interface Triggers {
  /** In the order of the event's attempts; null where it was a notice's. */
  readonly attempts: readonly (AttemptTrigger | null)[]
  /** Of the one that went well. */
  readonly effect: AttemptTrigger
}

/** The first try after an act is that act's; the others follow from it, or from the arrival. */
export function attemptTriggers({ evento, tentativas, atos }: EventRead): Triggers {
  const asked = atos.filter(({ acao }) => ['evento.reprocessar', 'outbox.devolver'].includes(acao))
  let before: Date | null = null
  const triggerAt = (em: Date): AttemptTrigger => {
    const since = before
    before = em
    const act = asked.findLast((each) => each.em <= em && (since === null || each.em > since))
    return act ?? (since === null ? 'inicial' : 'automatica')
  }
  const attempts = tentativas.map(({ destino, em }) =>
    destino === 'NOTIFICAR' ? null : triggerAt(em),
  )
  return { attempts, effect: triggerAt(evento.processadoEm ?? evento.recebidoEm) }
}

export function triggerText(trigger: AttemptTrigger | null | undefined): string {
  if (trigger === null || trigger === undefined) return 'do aviso'
  if (trigger === 'inicial') return 'inicial'
  if (trigger === 'automatica') return 'automática'
  return trigger.lote === null ? 'manual' : `lote ${trigger.lote}`
}
