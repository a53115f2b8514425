/** The secrets of a connector: whether and since when each is set, and forms to replace them. No value is ever shown. */
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
  readonly refused?: {
    readonly tipo: NewSecret['tipo']
    readonly problema?: string | undefined
    readonly unproved?: string | undefined
  }
}

interface SecretKind {
  readonly tipo: NewSecret['tipo']
  readonly nome: string
  readonly purpose: string
  readonly setAt: Date | null
  readonly previousUntil: Date | null
}

function kindsOf(c: Connector): readonly SecretKind[] {
  return [
    {
      tipo: 'CLIENT_SECRET',
      nome: 'client_secret',
      purpose: 'Da aplicação no Mercado Livre.',
      setAt: c.clientSecretAt,
      previousUntil: null,
    },
    {
      tipo: 'REFRESH_TOKEN',
      nome: 'Refresh token',
      purpose: 'Do vendedor. O comum é usar Reautorizar; colado aqui, vale já no próximo uso.',
      setAt: c.refreshTokenAt,
      previousUntil: null,
    },
    {
      tipo: 'HMAC',
      nome: 'Segredo da assinatura',
      purpose: 'Com ele são assinados os eventos (X-ML-Signature).',
      setAt: c.hmacAt,
      previousUntil: c.previousHmacUntil,
    },
    {
      tipo: 'SEGREDO',
      nome: 'Segredo compartilhado',
      purpose: 'Vem como é nos eventos (X-Webhook-Secret).',
      setAt: c.sharedSecretAt,
      previousUntil: c.previousSharedSecretUntil,
    },
  ]
}

interface SecretsCardProps {
  readonly c: PanelContext
  readonly connector: Connector
  readonly view: SecretsView
}

export function SecretsCard({ c, connector, view }: SecretsCardProps) {
  const maySave = mayDo(c.var.operator.papel, 'conector.salvar')
  const kinds = kindsOf(connector)
  return (
    <section class="card" id="segredos">
      <h2>Segredos</h2>
      <ul class="rows">
        {kinds.map((kind) => (
          <li>
            <div>
              <strong>{kind.nome}</strong> <SetAt kind={kind} />
              <p class="hint">{kind.purpose}</p>
            </div>
            {maySave ? <SecretForm c={c} id={connector.id} kind={kind} view={view} /> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function SetAt({ kind: { setAt, previousUntil } }: { kind: SecretKind }): Child {
  if (setAt === null) return <StatusPill status="IGNORADO" texto="não definido" />
  return (
    <>
      definido em <Moment at={setAt} />
      {previousUntil === null ? null : (
        <>
          ; o anterior vale até <Moment at={previousUntil} />
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
  const { tipo, nome, setAt } = kind
  const refused = view.refused?.tipo === tipo ? view.refused : undefined
  const isWebhook = isWebhookSecret(tipo)
  const verb = setAt === null ? 'Definir' : 'Trocar'
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
        {isWebhook && setAt !== null ? (
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
