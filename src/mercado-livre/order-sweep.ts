/**
 * The seller's orders that have changed since the last sweep. The marketplace counts whole hours only, so windows begin
 * and end on them and overlap by one; and it shows no more than a thousand rows of an answer, so a window that has more
 * is halved. Only orders that have not been read in that version make a hint, or not when its second was over.
 */
import * as v from 'valibot'
import { instantOf } from './instant.ts'
import { MarketplaceId } from './marketplace-id.ts'
import { request } from './request.ts'
import {
  failureOf,
  type SyncContext,
  type SyncEnd,
  type SyncTask,
  unreadable,
} from './sync-task.ts'

const Instant = v.pipe(v.unknown(), v.transform(instantOf), v.number())
const Row = v.object({ id: MarketplaceId, last_updated: Instant })
const Page = v.object({
  results: v.array(v.unknown()),
  paging: v.object({ total: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
})

const HOUR_MS = 3_600_000
const ROWS_SHOWN = 1000
const FIRST_LOOK_MS = 24 * HOUR_MS

interface Window {
  readonly fromMs: number
  readonly toMs: number
}

export const orderSweep: SyncTask = {
  tarefa: 'VARREDURA',
  async run(context) {
    const { ate, now, signal } = context
    const since = (ate?.getTime() ?? now.getTime() - FIRST_LOOK_MS) - HOUR_MS
    const windows: Window[] = [{ fromMs: hourOf(since), toMs: hourOf(now.getTime()) + 2 * HOUR_MS }]
    let [vistos, novos, deFora] = [0, 0, 0]
    for (let window = windows.pop(); window !== undefined; window = windows.pop()) {
      const end = await look(context, window)
      if (end.kind === 'failed') return end
      if (end.kind === 'halved') windows.push(...end.halves)
      else {
        vistos += end.vistos
        novos += end.novos
        deFora += end.deFora ?? 0
      }
      if (signal.aborted) return { kind: 'failed', motivo: 'o processo parou antes do fim' }
    }
    return { kind: 'done', ate: now, vistos, novos, deFora }
  },
}

async function look(
  { seller, client, store, read, signal }: SyncContext,
  { fromMs, toMs }: Window,
): Promise<SyncEnd | { readonly kind: 'halved'; readonly halves: readonly Window[] }> {
  let [vistos, novos, total] = [0, 0, 1]
  while (vistos < Math.min(total, ROWS_SHOWN)) {
    const page = request.orderSearch(seller.userId, new Date(fromMs), new Date(toMs), vistos)
    const answer = await client(seller, page, signal)
    if (answer.kind !== 'found') return failureOf(answer)
    const body = v.safeParse(Page, answer.body)
    if (!body.success) return unreadable
    const { results, paging } = body.output
    total = paging.total
    if (total >= ROWS_SHOWN && toMs - fromMs > HOUR_MS) {
      const middle = fromMs + hourOf((toMs - fromMs) / 2)
      return {
        kind: 'halved',
        halves: [
          { fromMs, toMs: middle },
          { fromMs: middle, toMs },
        ],
      }
    }
    if (results.length === 0) break
    vistos += results.length
    const orders = results.flatMap((result) => {
      const row = v.safeParse(Row, result)
      return row.success ? [{ id: row.output.id, versao: row.output.last_updated }] : []
    })
    const unread = await read.unread(seller.tenantId, orders)
    novos += await store(
      orders
        .filter(({ id }) => unread.has(id))
        .map(({ id, versao }) => ({
          tenantId: seller.tenantId,
          resource: `/orders/${id}`,
          key: `varredura:${versao}:${unread.get(id) ?? 'nunca'}`,
          origem: 'VARREDURA',
        })),
    )
  }
  return { kind: 'done', ate: null, vistos, novos, deFora: Math.max(0, total - vistos) }
}

function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS
}
