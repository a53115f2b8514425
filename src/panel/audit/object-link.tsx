/** The object of an act, as a link to its screen where the reader may open it. */
import { isId } from '../../core/id.ts'
import { mayDo, type Role } from '../session/permissions.ts'
import { InertText } from '../pieces/text/inert-text.tsx'
import type { AuditRow } from './find-audit.ts'

const WORDS: Readonly<Record<string, string>> = {
  api_token: 'Token da API',
  auditoria: 'Auditoria',
  evento: 'Evento',
  importacao: 'Importação',
  integracao_conector: 'Conector',
  lote: 'Lote',
  mapeamento_sku: 'SKU',
  mapeamento_status: 'Status',
  notificacao: 'Aviso',
  operador: 'Operador',
  pedido: 'Pedido',
  tenant: 'Loja',
  tenant_flag: 'Canal',
}

export const OBJECTS = Object.entries(WORDS)

export function ObjectLink({ row, papel }: { row: AuditRow; papel: Role }) {
  const { objeto, objetoId } = row
  const word = Object.hasOwn(WORDS, objeto) ? WORDS[objeto] : objeto
  const text = (
    <>
      {word}{' '}
      <span class="mono">
        <InertText text={objetoId} />
      </span>
    </>
  )
  const href = hrefOf(row, papel)
  return href === null ? text : <a href={href}>{text}</a>
}

function hrefOf({ objeto, objetoId, acao, tenantId, detalhe }: AuditRow, role: Role) {
  const ofMapping = new URLSearchParams({
    ...(tenantId === null ? {} : { tenant: tenantId }),
    q: objetoId,
  }).toString()
  if (objeto === 'mapeamento_sku') return `/mapeamentos/sku?${ofMapping}`
  if (objeto === 'mapeamento_status') return `/mapeamentos/status?${ofMapping}`
  // The audit knows a label by the order's id at the marketplace.
  if (acao === 'etiqueta.buscar') return `/pedidos?q=${encodeURIComponent(objetoId)}`
  if (objeto === 'notificacao') {
    const { pedidoId } = detalhe
    return isIdLike(pedidoId) ? `/pedidos/${pedidoId}` : null
  }
  if (!isId(objetoId)) return null
  if (objeto === 'evento') return `/eventos/${objetoId}`
  if (objeto === 'pedido') return `/pedidos/${objetoId}`
  if (objeto === 'integracao_conector') return `/conectores/${objetoId}`
  if (objeto === 'lote') return `/lotes/${objetoId}`
  if (objeto === 'operador' && mayDo(role, 'operador.gerir')) return `/operadores/${objetoId}`
  return null
}

/** JSON holds an id as a number or as a text. */
function isIdLike(value: unknown): value is string | number {
  return (typeof value === 'string' || typeof value === 'number') && isId(String(value))
}
