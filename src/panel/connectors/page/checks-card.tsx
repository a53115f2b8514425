/** Who may call the webhook: the proofs that are demanded, the address list, and the sources that it would refuse. */
import type { Child } from 'hono/jsx'
import type { PanelContext } from '../../panel-env.ts'
import { Banner } from '../../pieces/banner.tsx'
import { Facts } from '../../pieces/facts.tsx'
import { Field } from '../../pieces/forms/field.tsx'
import { Moment } from '../../pieces/text/moment.tsx'
import { countText } from '../../pieces/text/number-text.ts'
import { Table } from '../../pieces/table.tsx'
import { mayDo } from '../../session/permissions.ts'
import type { Typed } from '../../requests/read-form.ts'
import type { Advice, Suggested } from './find-advice.ts'
import type { Connector } from '../find-connectors.ts'

export interface ChecksView {
  readonly typed: Typed
  readonly problems: Typed
  /** The sources that the list refuses; null if sources are not counted. */
  readonly advice: readonly Advice[] | null
  /** True if `advice` is about the list as typed, not the saved one. */
  readonly simulated: boolean
  readonly suggested: readonly Suggested[]
}

interface ChecksCardProps {
  readonly c: PanelContext
  readonly connector: Connector
  readonly view: ChecksView
}

const MODES = [
  ['DESLIGADA', 'Desligada', 'o endereço de quem envia não importa'],
  ['OBSERVAR', 'Observar', 'ninguém é recusado; quem seria é contado aqui'],
  ['EXIGIR', 'Exigir', 'quem vem de fora da lista é recusado com 403'],
] as const

export function ChecksCard({ c, connector, view }: ChecksCardProps) {
  const maySave = mayDo(c.var.operator.papel, 'conector.salvar')
  return (
    <section class="card" id="provas">
      <h2>Quem pode enviar webhooks</h2>
      {maySave ? (
        <ChecksEditor id={connector.id} view={view} />
      ) : (
        <ChecksFacts connector={connector} />
      )}
      <Advisor connector={connector} view={view} />
    </section>
  )
}

function ChecksFacts({ connector }: { connector: Connector }) {
  const { required, ipMode, ipList } = connector
  return (
    <Facts
      fatos={[
        ['Provas exigidas', required.length === 0 ? 'só o endereço' : required.join(' e ')],
        ['Lista de endereços', MODES.find(([modo]) => modo === ipMode)?.[1] ?? ipMode],
        ['Redes', ipList.join(', ')],
      ]}
    />
  )
}

function ChecksEditor({ id, view }: { id: string; view: ChecksView }) {
  const { typed, problems, suggested } = view
  return (
    <form method="post" action={`/conectores/${id}/provas#provas`} data-once>
      <input type="hidden" name="lock_version" value={typed['lock_version']} />
      <fieldset>
        <legend>Provas que todo evento assinado precisa trazer</legend>
        <Check nome="exige_hmac" typed={typed}>
          Assinatura HMAC do corpo (<code>X-ML-Signature</code>)
        </Check>
        <Check nome="exige_tempo" typed={typed}>
          A hora na assinatura (<code>t=…,v1=…</code>): repetida depois de cinco minutos, ela não
          vale
        </Check>
        <Check nome="exige_segredo" typed={typed}>
          Segredo compartilhado (<code>X-Webhook-Secret</code>)
        </Check>
        <p class="hint">
          As notificações do Mercado Livre não trazem prova: valem pelo endereço secreto e pelos
          números da aplicação e do vendedor. A lista abaixo vale para elas também.
        </p>
      </fieldset>
      <fieldset>
        <legend>Lista de endereços</legend>
        {MODES.map(([modo, nome, efeito]) => (
          <label class="check">
            <input type="radio" name="ip_modo" value={modo} checked={typed['ip_modo'] === modo} />
            <span>
              {nome}: {efeito}
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        nome="ip_lista"
        rotulo="Endereços e redes, um por linha"
        dica="Até 64, como 203.0.113.7 ou 10.0.0.0/8. Atrás de um proxy, informe-o em TRUSTED_PROXIES."
        linhas={6}
        valor={typed['ip_lista']}
        problema={problems['ip_lista']}
      />
      <div class="acts">
        <button class="primary" name="acao" value="salvar">
          Salvar
        </button>
        <button name="acao" value="simular">
          Simular a lista
        </button>
        <button name="acao" value="sugerir">
          Acrescentar endereços sugeridos
        </button>
      </div>
      <details>
        <summary>De onde o Mercado Livre já foi visto ({suggested.length} endereços)</summary>
        <p class="hint">
          Uma sugestão, não uma regra: a lista do Mercado Livre já mudou mais de uma vez. Observe
          antes de exigir.
        </p>
        <ul class="networks">
          {suggested.map(({ rede, nota }) => (
            <li>
              <code>{rede.replace(/\/(?:32|128)$/, '')}</code> <span class="hint">{nota}</span>
            </li>
          ))}
        </ul>
      </details>
    </form>
  )
}

function Check({ nome, typed, children }: { nome: string; typed: Typed; children?: Child }) {
  return (
    <label class="check">
      <input type="checkbox" name={nome} value="sim" checked={typed[nome] === 'sim'} />
      <span>{children}</span>
    </label>
  )
}

function Advisor({ connector, view }: { connector: Connector; view: ChecksView }) {
  const { advice, simulated } = view
  if (advice === null) {
    return (
      <p class="hint spaced">
        Com a lista desligada ninguém conta de onde vêm os pedidos: deixe-a em Observar por alguns
        dias antes de exigi-la.
      </p>
    )
  }
  const total = advice.reduce((sum, each) => sum + each.total, 0)
  const which = simulated ? 'A lista como está digitada' : 'A lista de agora'
  const verb = connector.ipMode === 'EXIGIR' && !simulated ? 'recusa' : 'recusaria'
  if (total === 0) {
    return (
      <Banner tom="ok">
        {which} não {verb} nenhum pedido verificado dos últimos 7 dias.
      </Banner>
    )
  }
  return (
    <>
      <Banner tom="aviso">
        {which} {verb} {countText(total)}{' '}
        {total === 1 ? 'pedido verificado' : 'pedidos verificados'} dos últimos 7 dias, destes
        endereços:
      </Banner>
      <Table titulo="Endereços fora da lista" colunas={['Endereço', 'Pedidos', 'Último']}>
        {advice.map(({ endereco, total: n, ultimaEm }) => (
          <tr>
            <td class="mono">{endereco}</td>
            <td class="number">{countText(n)}</td>
            <td class="tight">
              <Moment at={ultimaEm} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
}
