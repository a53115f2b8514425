/** The screens that are measured, with their parameters. */
import { encodeCursor } from '../../src/reads/cursor.ts'

/** Within this time a screen seems to appear at once. */
export const BUDGET_MS = 200

/** What the requests name; all of it belongs to store 101. */
export interface Known {
  readonly evento: string
  readonly pedido: string
  readonly externalId: string
  readonly traceId: string
  /** An id at about a twentieth of all ids: a page that no cache holds. */
  readonly antigo: string
  readonly conector: string
  readonly morto: string
  readonly dia: string
}

interface Screen {
  readonly nome: string
  readonly path: string
}

const EVENT_STATUSES = [
  'RECEBIDO',
  'PROCESSADO',
  'REPROCESSADO',
  'DUPLICADO',
  'ERRO',
  'MORTO',
  'MAPEAMENTO',
  'ESTACIONADO',
  'IGNORADO',
]

const ORIGINS = ['WEBHOOK', 'MISSED_FEEDS', 'VARREDURA', 'ABERTOS', 'INTERNO', 'MANUAL']

export function screensOf(known: Known): readonly Screen[] {
  const deep = encodeCursor(known.antigo)
  return [
    { nome: 'painel 1h', path: '/' },
    { nome: 'painel 24h', path: '/?janela=24h' },
    { nome: 'painel 7d', path: '/?janela=7d' },
    { nome: 'eventos', path: '/eventos' },
    { nome: 'eventos, deep page', path: `/eventos?cursor=${deep}` },
    ...EVENT_STATUSES.map((status) => ({
      nome: `eventos ${status}`,
      path: `/eventos?status=${status}`,
    })),
    {
      nome: 'eventos ERRO or MORTO, deep',
      path: `/eventos?status=ERRO&status=MORTO&cursor=${deep}`,
    },
    { nome: 'eventos NOTIFICACAO', path: '/eventos?tipo=NOTIFICACAO' },
    { nome: 'eventos LABEL_AVAILABLE', path: '/eventos?tipo=LABEL_AVAILABLE' },
    ...ORIGINS.map((origem) => ({
      nome: `eventos ${origem}`,
      path: `/eventos?origem=${origem}`,
    })),
    { nome: 'eventos of a day', path: `/eventos?data=${known.dia}` },
    { nome: 'eventos of a day, MORTO', path: `/eventos?data=${known.dia}&status=MORTO` },
    { nome: 'eventos of store 101', path: '/eventos?tenant=101' },
    { nome: 'eventos of a silent store', path: '/eventos?tenant=118&status=PROCESSADO' },
    { nome: 'eventos of an order', path: `/eventos?external_id=${known.externalId}` },
    { nome: 'eventos of no order', path: '/eventos?external_id=ML-ORD-1' },
    { nome: 'eventos of a trace', path: `/eventos?trace_id=${known.traceId}` },
    { nome: 'evento', path: `/eventos/${known.evento}` },
    { nome: 'evento, payload masked', path: `/eventos/${known.evento}/payload` },
    { nome: 'pedidos', path: '/pedidos' },
    { nome: 'pedidos, all', path: '/pedidos?status=TODOS' },
    { nome: 'pedidos CANCELADO', path: '/pedidos?status=CANCELADO' },
    {
      nome: 'pedidos, deep page',
      path: `/pedidos?status=TODOS&cursor=${encodeCursor(String(Math.floor(Number(known.pedido) / 2)))}`,
    },
    { nome: 'pedidos, a code', path: `/pedidos?q=${known.externalId}` },
    { nome: 'pedidos of a day', path: `/pedidos?status=TODOS&de=${known.dia}&ate=${known.dia}` },
    { nome: 'pedido', path: `/pedidos/${known.pedido}` },
    { nome: 'outbox', path: '/outbox' },
    { nome: 'outbox MORTO', path: '/outbox?status=MORTO' },
    { nome: 'outbox RETRY', path: '/outbox?motivo=RETRY' },
    { nome: 'outbox ESTACIONADO', path: '/outbox?motivo=ESTACIONADO' },
    { nome: 'outbox, a row', path: `/outbox/${known.morto}` },
    { nome: 'outbox, leases', path: '/outbox/leases' },
    { nome: 'outbox, blockers', path: '/outbox/bloqueios' },
    { nome: 'outbox, uncertain notices', path: '/outbox/avisos' },
    { nome: 'pendencias', path: '/pendencias' },
    { nome: 'mapeamentos de SKU', path: '/mapeamentos/sku' },
    { nome: 'mapeamentos de status', path: '/mapeamentos/status' },
    { nome: 'conectores', path: '/conectores' },
    { nome: 'conector', path: `/conectores/${known.conector}` },
    { nome: 'lotes', path: '/lotes' },
    { nome: 'lote, plan of MORTO', path: '/lotes/novo?status=MORTO' },
    { nome: 'auditoria', path: '/auditoria' },
    { nome: 'operadores', path: '/operadores' },
    { nome: 'conta', path: '/conta' },
  ]
}
