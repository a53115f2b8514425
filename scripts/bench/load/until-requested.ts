/** Waits until a marketplace is asked for orders. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Marketplace } from './marketplace.ts'

/** Throws when no request comes within 20 s. */
export async function untilRequested(marketplace: Marketplace): Promise<void> {
  for (const giveUpAt = performance.now() + 20_000; performance.now() < giveUpAt;) {
    if ((await marketplace.arrivals()).times.length > 0) return
    await sleep(50)
  }
  throw new Error('nobody asked the marketplace for anything')
}
