/** The secrets of a connector: set or not and since when, and forms to replace them. No value ever comes back. */
import type { Child } from 'hono/jsx'
import type { PanelContext } from '../../panel-env.ts'
import { ConfirmPassword } from '../../acts/confirm-password.tsx'
import { Field, Select } from '../../pieces/forms/field.tsx'
import { Moment } from '../../pieces/text/moment.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { mayDo } from '../../session/permissions.ts'
import type { NewSecret } from '../acts/connector-acts.ts'
import type { Connector } from '../find-connectors.ts'
import { GRACES, isWebhookSecret } from '../acts/secret-form.ts'

export interface SecretsView {
  /** The form that was refused, and why. */
  readonly recusado?: {
    readonly tipo: NewSecret['tipo']
    readonly problema?: string | undefined
    readonly unproved?: string | undefined
  }
}

interface SecretKind {
  readonly tipo: NewSecret['tipo']
  readonly nome: string
  readonly paraQue: string
  readonly em: Date | null
  readonly anteriorAte: Date | null
}

function kindsOf(c: Connector): readonly SecretKind[] {
  return [
    {
      tipo: 'CLIENT_SECRET',
      nome: 'client_secret',
      paraQue: 'Da aplicação no Mercado Livre.',
      em: c.clientSecretEm,
      anteriorAte: null,
    },
    {
      tipo: 'REFRESH_TOKEN',
      nome: 'Refresh token',
      paraQue: 'Do vendedor. O comum é usar Reautorizar; colado aqui, vale já no próximo uso.',
      em: c.refreshTokenEm,
      anteriorAte: null,
    },
    {
      tipo: 'HMAC',
      nome: 'Segredo da assinatura',
      paraQue: 'Com ele são assinados os eventos (X-ML-Signature).',
      em: c.hmacEm,
      anteriorAte: c.hmacAnteriorAte,
    },
    {
      tipo: 'SEGREDO',
      nome: 'Segredo compartilhado',
      paraQue: 'Vem como é nos eventos (X-Webhook-Secret).',
      em: c.segredoEm,
      anteriorAte: c.segredoAnteriorAte,
    },
  ]
}

interface SecretsCardProps {
  readonly c: PanelContext
  readonly conector: Connector
  readonly view: SecretsView
}

export function SecretsCard({ c, conector, view }: SecretsCardProps) {
  const maySave = mayDo(c.var.operator.papel, 'conector.salvar')
  const kinds = kindsOf(conector)
  return (
    <section class="card" id="segredos">
      <h2>Segredos</h2>
      <ul class="rows">
        {kinds.map((kind) => (
          <li>
            <div>
              <strong>{kind.nome}</strong> <SetAt kind={kind} />
              <p class="hint">{kind.paraQue}</p>
            </div>
            {maySave ? <SecretForm c={c} id={conector.id} kind={kind} view={view} /> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function SetAt({ kind: { em, anteriorAte } }: { kind: SecretKind }): Child {
  if (em === null) return <StatusPill status="IGNORADO" texto="não definido" />
  return (
    <>
      definido em <Moment at={em} />
      {anteriorAte === null ? null : (
        <>
          ; o anterior vale até <Moment at={anteriorAte} />
        </>
      )}
    </>
  )
}

interface SecretFormProps {
  readonly c: PanelContext
  readonly id: string
  readonly kind: SecretKind
  readonly view: SecretsView
}

function SecretForm({ c, id, kind, view }: SecretFormProps) {
  const { tipo, nome, em } = kind
  const refused = view.recusado?.tipo === tipo ? view.recusado : undefined
  const isWebhook = isWebhookSecret(tipo)
  const verb = em === null ? 'Definir' : 'Trocar'
  return (
    <details class="act" open={refused !== undefined}>
      <summary class="button" aria-label={`${verb} ${nome}`}>
        {verb}
      </summary>
      <form method="post" action={`/conectores/${id}/segredos`} data-once>
        <input type="hidden" name="tipo" value={tipo} />
        <Field
          nome="valor"
          rotulo={isWebhook ? `${nome}, se já existe do outro lado` : nome}
          tipo="password"
          autocomplete="new-password"
          maximo={512}
          idPrefix={tipo}
          obrigatorio={!isWebhook}
          problema={refused?.problema}
        />
        {isWebhook && em !== null ? (
          <Select
            nome="carencia"
            rotulo="O de agora ainda vale por"
            opcoes={GRACES.map(([value, text]) => [value, text])}
            idPrefix={tipo}
          />
        ) : null}
        <ConfirmPassword
          c={c}
          volta={`/conectores/${id}`}
          problema={refused?.unproved}
          idPrefix={tipo}
        />
        <div class="acts">
          <button class="primary" name="como" value="colar">
            Salvar
          </button>
          {isWebhook ? (
            <button name="como" value="gerar">
              Gerar um novo
            </button>
          ) : null}
        </div>
      </form>
    </details>
  )
}
