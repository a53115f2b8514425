/** The contents of an order's page: its facts, its items and its packages. The recipient is masked, as on every screen. */
import { Facts } from '../../pieces/facts.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age, Moment } from '../../pieces/text/moment.tsx'
import type { OrderRead } from './read-order.ts'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import { quantityText } from '../../pieces/text/number-text.ts'

export function OrderFacts({ pedido, agora }: { pedido: OrderRead['order']; agora: Date }) {
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

/** Each SKU as it came and as the hub knows it. An SKU that nobody has mapped holds the order back. */
export function OrderItems({ itens }: { itens: OrderRead['items'] }) {
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

const VOLUME_COLUMNS = ['Volume', 'Etiqueta', 'Posição', 'Peso', 'Dimensões', 'Status']

export function OrderVolumes({ volumes }: { volumes: OrderRead['volumes'] }) {
  return (
    <section class="card">
      <h2>Volumes</h2>
      {volumes.length === 0 ? (
        <p class="none">Nenhum volume chegou ainda.</p>
      ) : (
        <Table titulo="Volumes do pedido" colunas={VOLUME_COLUMNS}>
          {volumes.map(({ numero, etiqueta, posicao, peso, dimensoes, status }) => (
            <tr>
              <td>{numero}</td>
              <td class="mono">{textOr(etiqueta, 'ainda não chegou')}</td>
              <td class="mono">{textOr(posicao)}</td>
              <td class="tight">{textOr(peso === null ? null : `${quantityText(peso)} kg`)}</td>
              <td class="tight">{textOr(dimensionsText(dimensoes))}</td>
              <td>{status === null ? textOr(null) : <StatusPill status={status} />}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

function textOr(text: string | null, none = '—') {
  return text === null || text === '' ? <span class="none">{none}</span> : <InertText text={text} />
}

/** `10 × 20 × 30 cm`: height, width and length, as on the package. */
function dimensionsText(dimensoes: unknown): string {
  if (typeof dimensoes !== 'object' || dimensoes === null) return ''
  const sides = ['altura', 'largura', 'comprimento'].map(
    (name) => (dimensoes as Readonly<Record<string, unknown>>)[name],
  )
  if (sides.every((side) => side === undefined)) return ''
  return `${sides.map((side) => (typeof side === 'number' ? length.format(side) : '?')).join(' × ')} cm`
}

const length = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 2 })
