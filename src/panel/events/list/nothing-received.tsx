/** What the list of events says before the first one: how one is sent. */
import { envelopeExample } from '../../../core/envelope-example.ts'
import { Empty } from '../../pieces/empty.tsx'

export function NothingReceived() {
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
