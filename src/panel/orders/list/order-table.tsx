/** A table of orders; on a phone each row is a card. */
import { Age } from '../../pieces/text/moment.tsx'
import { quantityText } from '../../pieces/text/number-text.ts'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import { type Stores, storeText } from '../../session/stores.ts'
import type { OrderRow } from './find-orders.ts'

interface OrderTableProps {
  readonly orders: readonly OrderRow[]
  readonly stores: Stores
  readonly agora: Date
}

export function OrderTable({ orders, stores, agora }: OrderTableProps) {
  const isOneStore = stores.todas && stores.lojas.length < 2
  const columns = ['Pedido', 'Status', 'Destinatário', 'Itens', 'Etiqueta', 'Loja', 'Aviso']
  return (
    <div class="stacked">
      <Table titulo="Pedidos" colunas={columns.filter((name) => name !== 'Loja' || !isOneStore)}>
        {orders.map((order) => (
          <tr>
            <td class="mono">
              <a href={`/pedidos/${order.id}`}>
                <InertText text={order.externalId ?? `nº ${order.id}`} />
              </a>
            </td>
            <td class="tight">
              <StatusPill status={order.status} />
              <small>
                <Age at={sinceOf(order)} agora={agora} />
              </small>
            </td>
            <td>
              <Text text={order.destinatario} />
            </td>
            <td>
              <Text text={itemsText(order.itens)} />
            </td>
            <td class="mono" data-rotulo="Etiqueta">
              <Text text={order.etiqueta} />
            </td>
            {isOneStore ? null : <td>{storeText(stores, order.tenantId)}</td>}
            <td class="tight" data-rotulo="Aviso">
              {order.aviso === null ? (
                <span class="none">—</span>
              ) : (
                <StatusPill status={order.aviso} />
              )}
            </td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

function Text({ text }: { text: string | null }) {
  return text === null || text === '' ? <span class="none">—</span> : <InertText text={text} />
}

/** When the order got its status. */
function sinceOf({ status, criadoEm, prontoEm, retiradoEm, canceladoEm }: OrderRow): Date {
  if (status === 'PRONTO') return prontoEm ?? criadoEm
  if (status === 'RETIRADO') return retiradoEm ?? criadoEm
  if (status === 'CANCELADO') return canceladoEm ?? criadoEm
  return criadoEm
}

interface Item {
  readonly skuExterno: string
  readonly sku: string | null
  readonly quantidade: number
}

/** In one line: `2 × INT-ABC-1, +1`. An SKU that nobody has mapped is shown as it came. */
function itemsText(items: readonly Item[]): string {
  const [first, ...more] = items
  if (first === undefined) return ''
  const rest = more.length === 0 ? '' : `, +${more.length}`
  return `${quantityText(first.quantidade)} × ${first.sku ?? first.skuExterno}${rest}`
}
