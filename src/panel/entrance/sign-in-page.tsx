/** The page at /entrar: the ways to sign in, and why the last attempt failed. */
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { Field } from '../pieces/forms/field.tsx'
import { keptActs } from '../resume/kept-acts.ts'
import { barePage } from '../pieces/page.tsx'

interface SignInView {
  readonly login?: string
  readonly volta: string
  readonly frase?: string
  readonly status?: 401 | 403 | 422 | 429 | 502
}

export function signInPage(
  c: PanelContext,
  { entrance }: Pick<PanelDeps, 'entrance'>,
  { login, volta, frase, status }: SignInView,
): Response | Promise<Response> {
  return barePage(
    c,
    'Entrar',
    <section class="card">
      <h1>Entrar</h1>
      <p class="summary">O painel do hub de retirada.</p>
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      {keptActs.any(c) ? (
        <Banner tom="info">
          Antes, um formulário foi enviado: nada foi feito. Entre para ver o que ia ser feito e
          confirmar; ele fica guardado por 15 minutos.
        </Banner>
      ) : null}
      {entrance.sso === null ? null : (
        <p class="sso">
          <a
            class={entrance.passwordLogin ? 'button' : 'button primary'}
            href={`/entrar/sso?volta=${encodeURIComponent(volta)}`}
          >
            Entrar com SSO
          </a>
        </p>
      )}
      {entrance.passwordLogin ? <PasswordForm login={login} volta={volta} /> : null}
    </section>,
    status,
  )
}

function PasswordForm({ login, volta }: { login: string | undefined; volta: string }) {
  return (
    <form method="post" action="/entrar" data-once>
      <input type="hidden" name="volta" value={volta} />
      <Field nome="login" rotulo="Login" valor={login} autocomplete="username" obrigatorio />
      <Field
        nome="senha"
        rotulo="Senha"
        tipo="password"
        autocomplete="current-password"
        obrigatorio
      />
      <button class="primary">Entrar</button>
    </form>
  )
}
