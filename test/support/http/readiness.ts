/** Waits for an answer of /readyz, which caches it for a second. */
import { eventually } from '../eventually.ts'

export async function eventuallyReady(internalUrl: string, timeoutMs = 10_000): Promise<void> {
  await eventually(async () => (await fetch(`${internalUrl}/readyz`)).status === 200, {
    what: 'it is ready',
    timeoutMs,
  })
}

/** Waits until the process is unready for this reason; other reasons do not count. */
export async function eventuallyUnready(internalUrl: string, falhou: string): Promise<void> {
  let said: unknown
  await eventually(
    async () => {
      const answer = await fetch(`${internalUrl}/readyz`)
      said = await answer.json()
      const is = (said as { falhou?: unknown }).falhou
      if (answer.status === 503 && is === falhou) return true
      throw new Error(`${answer.status} ${JSON.stringify(said)}`)
    },
    { what: `it is not ready: ${falhou}` },
  )
}
