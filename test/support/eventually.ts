/** Waits for a condition, so that no test guesses how long something takes. */
import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 10

/**
 * Calls `condition` until it returns a truthy value, and resolves to that. A throw counts as "not yet".
 * After `timeoutMs` [10,000] it fails, saying `what` was waited for and what came last.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  options: { readonly what: string; readonly timeoutMs?: number },
): Promise<NonNullable<T>> {
  const { what, timeoutMs = 10_000 } = options
  const giveUpAt = performance.now() + timeoutMs
  for (;;) {
    let last: string
    let cause: unknown
    try {
      const seen = await condition()
      if (seen) return seen
      last = `it was ${String(seen)}`
    } catch (error) {
      last = error instanceof Error ? error.message : String(error)
      cause = error
    }
    if (performance.now() > giveUpAt) {
      throw new Error(`waited ${timeoutMs} ms in vain until ${what}; at last: ${last}`, { cause })
    }
    await delay(pollMs)
  }
}
