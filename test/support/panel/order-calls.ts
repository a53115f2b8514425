/** How people act on orders, on events, on the queue and on notices. */
import { ato, done, told, type RoutineCall } from '../database/routine-call.ts'

export const ORDER_CALLS: Readonly<Record<string, RoutineCall>> = {
  'notifications.resend': done((x) => ({ p_pedido: x.pronto, ...ato })),
  'notifications.resolve_uncertain': told((x) => ({
    p_notice: x.incerto,
    p_enviada: true,
    ...ato,
  })),
  'bulk.cancel': told((x) => ({ p_lote: x.lote, p_ator: 'teste' })),
  'bulk.confirm': told((x) => ({ p_lote: x.lote, p_digitado: 1, p_ator: 'teste' })),
  'bulk.summary': told((x) => ({ p_lote: x.lote })),
  'audit.note_label': told((x) => ({
    p_tenant: x.tenant,
    p_external_id: 'PRONTO',
    p_ator: 'teste',
  })),
  'search.notice_texts': told((x) => ({ p_pedido: x.pronto })),
  'bulk.pause': told((x) => ({ p_lote: x.andando, p_ator: 'teste' })),
  'bulk.plan': {
    nova: true,
    com: (x) =>
      (
        [
          ['REPROCESSAR', x.evento],
          ['DEVOLVER', x.linha],
        ] as const
      ).map(([acao, alvo]) => ({
        p_acao: acao,
        p_filtro: '{}',
        p_alvos: `{${alvo}}`,
        ...ato,
      })),
  },
  'search.reprocess_preview': {
    com: (x) => [x.evento, x.linha, x.descartada].map((p_evento) => ({ p_evento })),
  },
  'bulk.resume': told((x) => ({ p_lote: x.andando, p_ator: 'teste' })),
  'audit.reveal_payload': told((x) => ({ p_evento: x.evento, ...ato })),
  // Codes are the same in every store; of the hub's own number there is one.
  'search.search_orders': {
    com: (x) =>
      ['PRONTO', 'BR123456789', 'BR', 'PACK-9', '7001', 'ESPERA', x.pronto].map((p_busca) => ({
        p_busca,
        p_limite: 20,
      })),
  },
  'processing.pick_up': done((x) => ({ p_pedido: x.pronto, p_ator: 'teste' })),
  'processing.undo_pick_up': told((x) => ({ p_pedido: x.retirado, ...ato })),
  'relay.discard': {
    com: (x) => [
      { p_id: x.linha, ...ato },
      { p_id: x.descartada, ...ato },
      // Done before: what became of it is told.
      { p_id: x.descartada, ...ato, p_chave: x.chave },
    ],
  },
  'relay.reprocess': done((x) => ({ p_evento: x.evento, ...ato })),
  'relay.requeue_dead': {
    nova: true,
    com: (x) => [
      { p_id: x.linha, ...ato },
      { p_id: x.descartada, ...ato, p_chave: x.chave },
    ],
  },
}
