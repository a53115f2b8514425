/** What speaks against handing over an order, in words for the counter. */
import type { OrderRead } from './read-order.ts'

/** Statuses of the marketplace that speak against a hand-over, each with the sentence for the counter. */
const NOT_TO_BE_HAD: readonly (readonly [status: RegExp, sentence: string])[] = [
  [
    /^(?:order:)?(?:confirmed|payment_required|payment_in_process|partially_paid)$/,
    'O marketplace não diz que este pedido foi pago: quem o entrega agora pode entregá-lo sem pagamento.',
  ],
  [
    /fraud/,
    'O marketplace suspeita de fraude neste pedido: quem o entrega pode não receber por ele.',
  ],
  [
    /^(?:order:)?(?:pending_cancel|partially_refunded|invalid)$/,
    'O marketplace está cancelando ou devolvendo este pedido.',
  ],
  [
    /(?:stolen|lost|destroyed|damaged|returned|returning|not_delivered)/,
    'O marketplace diz que o pacote não está no hub: confira se é este mesmo.',
  ],
]

/** Reasons that `marketplaceWarnings` explains better. */
const WARNED_OF: ReadonlySet<string> = new Set(['NAO_PAGO', 'CANCELANDO'])

/** What the marketplace says against handing over any order, even one that is PRONTO. */
export function marketplaceWarnings({ order }: Pick<OrderRead, 'order'>): readonly string[] {
  return NOT_TO_BE_HAD.filter(([status]) =>
    order.statusExternos.some((external) => status.test(external)),
  ).map(([, sentence]) => sentence)
}

/** All warnings for an order that is not PRONTO: what the marketplace says, what the order lacks, and what becomes of it. */
export function handOverWarnings(read: Pick<OrderRead, 'order' | 'reasons'>): readonly string[] {
  return [
    ...marketplaceWarnings(read),
    ...read.reasons.filter(({ codigo }) => !WARNED_OF.has(codigo)).map(({ frase }) => frase),
    'O pedido passa a RETIRADO sem ter estado PRONTO, e o cliente não é avisado.',
  ]
}
