/**
 * Computes what an order must be after its events, in another way than the SQL: it sorts them and lets the last one win.
 * Tests use it to check that the database ends there from any order of arrival.
 */
import type { EventInput } from './engine.ts'

export interface OrderState {
  readonly nome: string | null
  readonly doc: string | null
  readonly telefone: string | null
  readonly etiqueta: string | null
  readonly peso: string | null
  readonly externo: string | null
  readonly itens: readonly string[]
  readonly temVolume: boolean
}

interface Payload {
  readonly destinatario?: {
    readonly nome?: string
    readonly doc?: string
    readonly telefone?: string
  }
  readonly itens?: readonly { readonly sku: string; readonly quantidade: number }[]
  readonly volume?: { readonly peso?: number }
  readonly etiqueta?: string
  readonly status?: string
}

/** What was sent comes before all that was read. */
const readMs = ({ lidoEm }: EventInput) => (lidoEm === undefined ? -1 : Date.parse(lidoEm))

const rank = { ORDER_CREATED: 1, ORDER_UPDATED: 2, LABEL_AVAILABLE: 3, STATUS_CHANGED: 4 }

/** The state after these events; `terminal` holds the external statuses after which no later one counts. */
export function expectedOrder(
  events: readonly EventInput[],
  terminal: ReadonlySet<string>,
): OrderState {
  const sorted = [...events].sort(
    (a, b) =>
      (a.versao ?? 1) - (b.versao ?? 1) ||
      readMs(a) - readMs(b) ||
      rank[a.tipo ?? 'ORDER_CREATED'] - rank[b.tipo ?? 'ORDER_CREATED'],
  )
  const payloads = sorted.map(({ payload }) => (payload ?? {}) as Payload)
  const last = <T>(read: (payload: Payload) => T | undefined): T | null =>
    payloads.map(read).findLast((value) => value !== undefined) ?? null
  const statuses = payloads.map(({ status }) => status).filter((status) => status !== undefined)
  return {
    nome: last((p) => p.destinatario?.nome),
    doc: last((p) => p.destinatario?.doc),
    telefone: last((p) => p.destinatario?.telefone),
    etiqueta: last((p) => p.etiqueta),
    peso: last((p) => p.volume?.peso?.toString()),
    externo: statuses.find((status) => terminal.has(status)) ?? statuses.at(-1) ?? null,
    itens: (last((p) => p.itens) ?? []).map(({ sku, quantidade }) => `${sku}×${quantidade}`).sort(),
    temVolume: true,
  }
}
