/** A provider's answer → what came of the call. */
import type { Delivery } from './delivery.ts'

/**
 * 2xx is sent; 429 and 503 ask for patience; any other 3xx or 4xx is a no; any other 5xx may have come after the
 * message went out. `body` is what was read of the answer: only `{"id": …}` matters in it, and only for people.
 */
export function judgeAnswer(status: number, body: string): Delivery {
  if (status >= 200 && status < 300) return { kind: 'sent', providerId: providerId(body) }
  const motivo = `o provedor respondeu ${status}`
  if (status === 429 || status === 503) return { kind: 'refused', sqlstate: '53400', motivo }
  if (status >= 300 && status < 500) return { kind: 'refused', sqlstate: null, motivo }
  return { kind: 'uncertain', motivo: `${motivo}; não se sabe se o aviso saiu` }
}

/** The id if it is short, visible text. Anything else is not worth keeping, and might not fit the database. */
function providerId(body: string): string | null {
  try {
    const answer: unknown = JSON.parse(body)
    if (typeof answer !== 'object' || answer === null || !('id' in answer)) return null
    const id = typeof answer.id === 'number' ? String(answer.id) : answer.id
    return typeof id === 'string' && /^[^\p{C}]{1,200}$/u.test(id) ? id : null
  } catch {
    return null
  }
}
