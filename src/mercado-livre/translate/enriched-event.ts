/** The internal event into which an answer of the marketplace is translated: what the envelope can bring, and no more. */
import { createHash } from 'node:crypto'

export interface EnrichedPayload {
  readonly destinatario?: {
    readonly nome?: string
    readonly doc?: string
    readonly telefone?: string
  }
  readonly itens?: readonly { readonly sku: string; readonly quantidade: number }[]
  readonly volume?: {
    /** Kilograms. */
    readonly peso?: number
    /** Centimetres. */
    readonly dimensoes?: {
      readonly altura: number
      readonly largura: number
      readonly comprimento: number
    }
  }
  readonly etiqueta?: string
  /** `order:paid` */
  readonly statusPedido?: string
  /** `shipment:ready_to_ship/printed` */
  readonly statusEnvio?: string
}

export interface EnrichedEvent {
  /** The order's id, as text. */
  readonly externalId: string
  readonly tipo: 'ORDER_UPDATED' | 'LABEL_AVAILABLE' | 'STATUS_CHANGED'
  /** When the marketplace last changed it, in milliseconds. */
  readonly versao: number
  /** Eight hex digits of the payload and what was read beside it, so that a fuller answer of the same date has another key. */
  readonly marca: string
  readonly payload: EnrichedPayload
}

/** `beside`: what is stored apart from the event and also tells events apart; null: nothing. */
export function enrichedEvent(
  event: Omit<EnrichedEvent, 'marca'>,
  beside: string | null = null,
): EnrichedEvent {
  const said = JSON.stringify(event.payload) + (beside ?? '')
  const digest = createHash('sha256').update(said).digest('hex')
  return { ...event, marca: digest.slice(0, 8) }
}
