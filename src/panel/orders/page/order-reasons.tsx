/** Why an order is not ready yet: reasons in the order in which to solve them, each with a link to where. */
import { maskText } from '../../../core/text/mask.ts'
import { InertText } from '../../pieces/text/inert-text.tsx'
import type { OrderRead, Reason } from './read-order.ts'

export function OrderReasons({ motivos }: { motivos: OrderRead['reasons'] }) {
  if (motivos.length === 0) {
    return <p>Nada falta: fica PRONTO assim que a fila processar o próximo evento.</p>
  }
  return (
    <>
      <p>Para ficar PRONTO falta:</p>
      <ol class="reasons">
        {motivos.map((reason) => (
          <Reason motivo={reason} />
        ))}
      </ol>
    </>
  )
}

function Reason({ motivo }: { motivo: Reason }) {
  const { codigo, frase, eventoId, erro } = motivo
  const [href, nome] = WHERE[codigo] ?? [null, '']
  return (
    <li>
      <InertText text={frase} />{' '}
      {eventoId === null ? null : <a href={`/eventos/${eventoId}`}>Ver o evento</a>}
      {href === null ? null : <a href={href}>{nome}</a>}
      {erro === null ? null : (
        <p class="wrong">
          <InertText text={maskText(erro)} />
        </p>
      )}
    </li>
  )
}

const WHERE: Readonly<Record<string, readonly [href: string, nome: string]>> = {
  SKU: ['/pendencias', 'Mapear em Pendências'],
  STATUS: ['/pendencias', 'Mapear em Pendências'],
  FLAG_DESLIGADA: ['/conectores', 'Ver conectores'],
  REAUTORIZAR: ['/conectores', 'Ver conectores'],
}
