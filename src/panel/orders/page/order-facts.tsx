/** What an order is, and what its marketplace calls it. The recipient is masked, as everywhere. */
import { Facts } from '../../pieces/facts.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age, Moment } from '../../pieces/text/moment.tsx'
import type { OrderRead } from './read-order.ts'

export function OrderFacts({ pedido, agora }: { pedido: OrderRead['pedido']; agora: Date }) {
  return (
    <section class="card">
      <h2>Dados do pedido</h2>
      <Facts
        fatos={[
          ['Id externo', text(pedido.externalId)],
          ['Destinatário', text(pedido.nome)],
          ['Documento', text(pedido.doc)],
          ['Telefone', text(pedido.telefone)],
          ['Canal', text(pedido.canal)],
          ['Pacote', text(pedido.packId)],
          ['Envio', text(pedido.envioId)],
          ['Status no marketplace', text(pedido.statusExternos.join(', '))],
          ['Criado', <Moment at={pedido.criadoEm} />],
          ['Pronto', <Moment at={pedido.prontoEm} />],
          ['Lido no marketplace', <Age at={pedido.lidoEm} agora={agora} />],
          ['Número no hub', pedido.id],
        ]}
      />
    </section>
  )
}

function text(value: string | null) {
  return value === null || value === '' ? null : <InertText text={value} />
}
