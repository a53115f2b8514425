/** What is in an order: each SKU as it came and as the hub knows it; one that nobody has mapped holds the order back. */
import { InertText } from '../../pieces/text/inert-text.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import { quantityText } from './items-text.ts'
import type { OrderRead } from './read-order.ts'

export function OrderItems({ itens }: { itens: OrderRead['itens'] }) {
  return (
    <section class="card">
      <h2>Itens</h2>
      {itens.length === 0 ? (
        <p class="none">Nenhum item chegou ainda.</p>
      ) : (
        <Table
          titulo="Itens do pedido"
          colunas={['Quantidade', 'SKU do marketplace', 'SKU do hub']}
        >
          {itens.map(({ skuExterno, sku, quantidade }) => (
            <tr>
              <td>{quantityText(quantidade)}</td>
              <td class="mono">
                <InertText text={skuExterno} />
              </td>
              <td class="mono">
                {sku === null ? (
                  <a href="/pendencias">
                    <StatusPill status="MAPEAMENTO" texto="Sem mapeamento" />
                  </a>
                ) : (
                  <InertText text={sku} />
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}
