/** Notices that had nowhere to go: whose customers nobody has told, and what is missing. */
import { maskText } from '../../../core/text/mask.ts'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age } from '../../pieces/text/moment.tsx'
import { Table } from '../../pieces/table.tsx'
import { type Stores, storeText } from '../../session/stores.ts'
import type { Unaddressed } from './find-unaddressed.ts'

interface UnaddressedNoticesProps {
  readonly itens: readonly Unaddressed[]
  /** There are more than these. */
  readonly cortado: boolean
  readonly stores: Stores
  readonly agora: Date
}

export function UnaddressedNotices({ itens, cortado, stores, agora }: UnaddressedNoticesProps) {
  if (itens.length === 0) return null
  return (
    <section class="card" id="sem-destino">
      <h2>Avisos sem destino</h2>
      <p class="hint">
        Ninguém foi avisado destes pedidos. Quando o dado chega do marketplace, o aviso sai sozinho
        em até um minuto; sem ele, fale com o cliente por outro caminho.
        {cortado ? ' Há mais do que os mostrados.' : ''}
      </p>
      <Table
        titulo="Avisos sem destino"
        colunas={['Pedido', 'O que falta', 'Meio', 'Loja', 'Desde']}
      >
        {itens.map(({ pedidoId, pedidoExterno, tenantId, meio, desde, erro }) => (
          <tr>
            <td class="mono">
              <a href={`/pedidos/${pedidoId}`}>
                <InertText text={pedidoExterno ?? `nº ${pedidoId}`} />
              </a>
            </td>
            <td>
              <InertText text={maskText(erro ?? '')} />
            </td>
            <td>{meio}</td>
            <td>{storeText(stores, tenantId)}</td>
            <td class="tight">
              <Age at={desde} agora={agora} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
