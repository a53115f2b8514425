/** What the list of events says where it ends early: nothing received yet, nothing that matches, or a search that goes on. */
import { envelopeExample } from '../../../core/envelope-example.ts'
import { Empty } from '../../pieces/empty.tsx'
import type { GivenFilters } from '../../pieces/event-address.ts'

export function NoEvents({ given }: { given: GivenFilters }) {
  const { cursor, ...filters } = given
  if (Object.keys(filters).length > 0) {
    return <Empty frase="Nenhum evento corresponde a estes filtros." limpar="/eventos" />
  }
  if (cursor !== undefined) return <Empty frase="Não há eventos mais antigos." />
  return <NothingReceived />
}

/** A search for a rare event among millions stops after a while and goes on from there. */
export function SearchGoesOn() {
  return (
    <p class="hint after">
      A busca parou antes do fim, para não demorar. Continue em “Mais antigos”, ou restrinja as
      datas.
    </p>
  )
}

/** How the first event is sent. */
function NothingReceived() {
  return (
    <>
      <Empty frase="Nenhum evento foi recebido ainda.">
        <p>
          Eles chegam por <code>POST /api/integracoes/ml/webhook</code>, no endereço público do hub,
          ou pela sincronização de um <a href="/conectores">conector</a>.
        </p>
      </Empty>
      <section class="card">
        <h2>Enviar o primeiro</h2>
        <p>
          Com <code>X-Tenant: 123</code>, <code>X-Event-Type: ORDER_CREATED</code> e{' '}
          <code>X-ML-Signature: sha256=…</code>, o HMAC-SHA256 do corpo com o segredo do webhook do
          conector:
        </p>
        <pre class="payload" tabindex={0}>
          {JSON.stringify(envelopeExample, null, 2)}
        </pre>
        <p class="hint">
          Para ver eventos de um marketplace de mentira, <code>make demo</code>.
        </p>
      </section>
    </>
  )
}
