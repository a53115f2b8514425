/**
 * Finds the seller's orders that have changed since the last sweep. The marketplace counts whole hours only, so windows
 * begin and end on them and overlap by one. It shows at most a thousand rows of an answer, so a window that has more is
 * halved. An order makes a fetch request only if it has not been read in that version, or was read before the version's
 * second was over. A row that can't be read, or does not come, is named and counted, and the next sweeps look at its window
 * again, for a day.
 */
import { request } from '../http/request.ts'
import {
  done,
  failureOf,
  type SyncContext,
  type SyncFailed,
  type SyncTask,
  unreadableList,
} from './sync-task.ts'
import { type Part, partOf } from '../translate/json-part.ts'

const HOUR_MS = 3_600_000
const ROWS_SHOWN = 1000
const PAGE_ROWS = 50
const FIRST_LOOK_MS = 24 * HOUR_MS

interface Window {
  readonly fromMs: number
  readonly toMs: number
}

export const orderSweep: SyncTask = {
  name: 'VARREDURA',
  async run(context) {
    const { reached, now, signal } = context
    const firstLook = new Date(now.getTime() - FIRST_LOOK_MS)
    const since = (reached ?? firstLook).getTime() - HOUR_MS
    const windows: Window[] = [{ fromMs: hourOf(since), toMs: hourOf(now.getTime()) + 2 * HOUR_MS }]
    let [seen, stored, beyond, isWhole] = [0, 0, 0, true]
    const [gaps, notes]: [string[], string[]] = [[], []]
    for (let window = windows.pop(); window !== undefined; window = windows.pop()) {
      const end = await look(context, window)
      if (end.kind === 'failed') return end
      if (end.kind === 'halved') windows.push(...end.halves)
      else {
        seen += end.seen
        stored += end.stored
        beyond += end.beyond
        gaps.push(...end.gaps)
        if (end.beyond > 0) notes.push(end.isShort ? SHORT : CROWDED)
        isWhole &&= end.gaps.length === 0 && !end.isShort
      }
      if (signal.aborted) return { kind: 'failed', motivo: 'o processo parou antes do fim' }
    }
    const held = reached === null || reached < firstLook ? firstLook : reached
    return done({ ate: isWhole ? now : held, vistos: seen, novos: stored, beyond, notes }, gaps)
  },
}

const CROWDED = 'results: uma hora tem mais pedidos do que o Mercado Livre mostra'
const SHORT = 'results: vieram menos pedidos do que paging.total diz'

type Looked =
  | SyncFailed
  | { readonly kind: 'halved'; readonly halves: readonly Window[] }
  | {
      readonly kind: 'looked'
      readonly seen: number
      readonly stored: number
      /** How many more there are, by its own count. */
      readonly beyond: number
      /** Some did not come, although they are within what is shown. */
      readonly isShort: boolean
      readonly gaps: readonly string[]
    }

async function look(context: SyncContext, { fromMs, toMs }: Window): Promise<Looked> {
  const { seller, client, signal } = context
  let [seen, stored, total] = [0, 0, 1]
  const gaps: string[] = []
  while (seen < Math.min(total, ROWS_SHOWN)) {
    const page = request.orderSearch(seller.userId, new Date(fromMs), new Date(toMs), seen)
    const answer = await client(seller, page, signal)
    if (answer.kind !== 'found') return failureOf(answer)
    const body = partOf(answer.body)
    const results = body.parts('results')
    if (results === null) return unreadableList(body.odd('results', 'deve ser uma lista'))
    const shown = seen + results.length
    const said = body.part('paging').amount('total')
    // Where it does not say how many there are, or says fewer than it shows, a page that is not full is the last.
    const isSaid = said !== null && said >= shown
    total = isSaid ? said : shown + (results.length < PAGE_ROWS ? 0 : 1)
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
    seen = shown
    stored += await storeUnread(context, results)
    gaps.push(...results.filter((row) => row.id('id') === null).map(withoutId))
  }
  const isShort = seen < Math.min(total, ROWS_SHOWN)
  return { kind: 'looked', seen, stored, beyond: Math.max(0, total - seen), isShort, gaps }
}

/** A row needs only its id. One without a date is asked for once an hour. */
async function storeUnread(
  { seller: { tenantId }, store, read, now }: SyncContext,
  rows: readonly Part[],
): Promise<number> {
  const undated = `varredura:sem-data:${hourOf(now.getTime())}`
  const orders = rows.flatMap((row) => {
    const id = row.id('id')
    const versao = row.instant('last_updated', 'date_last_updated', 'date_closed', 'date_created')
    return id === null ? [] : [{ id, versao }]
  })
  const dated = orders.flatMap(({ id, versao }) => (versao === null ? [] : [{ id, versao }]))
  const unread = await read.unread(tenantId, dated)
  const wanted = orders.filter(({ id, versao }) => versao === null || unread.has(id))
  return store(
    wanted.map(({ id, versao }) => ({
      tenantId,
      resource: `/orders/${id}`,
      key: versao === null ? undated : `varredura:${versao}:${unread.get(id) ?? 'nunca'}`,
      origem: 'VARREDURA',
    })),
  )
}

function withoutId(row: Part): string {
  return row.odd('id', 'deve ser um número')
}

function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS
}
