/** The page at /conta. */
import type { PanelContext } from '../panel-env.ts'
import { Facts } from '../pieces/facts.tsx'
import { Field } from '../pieces/forms/field.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { type Session, SessionTable } from '../session/sessions.tsx'
import { storeNumbers } from '../session/stores.ts'
import type { Typed } from '../requests/read-form.ts'

interface AccountView {
  readonly sessions: readonly Session[]
  /** Problems of the password form, by field. */
  readonly problems: Typed
  readonly status: 200 | 422 | 429
}

export function accountPage(c: PanelContext, { sessions, problems, status }: AccountView) {
  const { operator } = c.var
  return page(
    c,
    { titulo: 'Sua conta', resumo: 'O seu acesso ao painel.', status },
    <>
      <section class="card">
        <Facts
          fatos={[
            ['Nome', operator.nome],
            ['Login', operator.login],
            ['Papel', operator.papel],
            ['Lojas', storeNumbers(operator.tenants === 'todos' ? [] : operator.tenants)],
            ['Entrou', <Moment at={operator.desde} />],
          ]}
        />
      </section>
      {operator.temSenha ? (
        <section class="card narrow">
          <h2>Trocar a senha</h2>
          <PasswordForm problems={problems} />
        </section>
      ) : null}
      <section class="card">
        <div class="heading">
          <h2>Suas sessões</h2>
          {sessions.length > 1 ? (
            <form method="post" action="/conta/sessoes/encerrar" data-once>
              <button class="quiet">Encerrar as outras</button>
            </form>
          ) : null}
        </div>
        <SessionTable c={c} sessions={sessions} base="/conta/sessoes" />
      </section>
    </>,
  )
}

function PasswordForm({ problems }: { problems: Typed }) {
  const shared = { tipo: 'password', obrigatorio: true } as const
  return (
    <form method="post" action="/conta/senha" data-once>
      <Field
        {...shared}
        nome="senha_atual"
        rotulo="Senha de agora"
        autocomplete="current-password"
        problema={problems['senha_atual']}
      />
      <Field
        {...shared}
        nome="senha_nova"
        rotulo="Senha nova"
        dica="De 12 a 128 caracteres: uma frase serve. As outras sessões são encerradas."
        autocomplete="new-password"
        problema={problems['senha_nova']}
      />
      <Field
        {...shared}
        nome="senha_repetida"
        rotulo="Senha nova, outra vez"
        autocomplete="new-password"
        problema={problems['senha_repetida']}
      />
      <button class="primary">Trocar a senha</button>
    </form>
  )
}
