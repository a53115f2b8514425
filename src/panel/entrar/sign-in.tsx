/** /entrar: a login and its password for a session. What was wrong is never said, and each failure makes the next wait. */
import * as v from 'valibot'
import { verifyPassword } from '../../core/password.ts'
import { type Query, sql } from '../../db/query.ts'
import { clientAddress } from '../client-address.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { Field } from '../pieces/field.tsx'
import { barePage } from '../pieces/page.tsx'
import { spanText } from '../pieces/span-text.ts'
import { readForm } from '../read-form.ts'
import { sessionCookie } from '../session-cookie.ts'

const Form = v.object({
  login: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.minLength(1), v.maxLength(64)),
  senha: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
  volta: v.optional(v.string(), ''),
})

const Known = v.object({ id: v.string(), senha: v.nullable(v.string()), ativo: v.boolean() })

export function signIn(app: PanelApp, { query }: PanelDeps): void {
  app.get('/entrar', (c) => signInPage(c, { volta: c.req.query('volta') ?? '' }))

  app.post('/entrar', async (c) => {
    const form = await readForm(c, Form)
    const { login = '', volta = '' } = form.typed
    if (!form.ok) return signInPage(c, { login, volta, frase: WRONG, status: 422 })
    const origem = clientAddress(c)
    const wait = await secondsToWait(query, form.value.login, origem)
    if (wait > 0) {
      const frase = `Tentativas demais: tente de novo em ${spanText(wait)}.`
      c.header('retry-after', String(wait))
      return signInPage(c, { login, volta, frase, status: 429 })
    }
    const anybody = query.as({ tenants: [], ator: 'painel' })
    const known = await anybody.maybeOne(sql.type(Known)`
      select o.id, o.senha_hash as senha, o.ativo from ops.find_operator(${form.value.login}) as o`)
    const isRight = await verifyPassword(form.value.senha, known?.senha ?? null)
    if (!isRight || known?.ativo !== true) {
      await anybody.any(sql.unsafe`select ops.note_login_failure(${form.value.login}, ${origem})`)
      return signInPage(c, { login, volta, frase: WRONG, status: 401 })
    }
    await openSession(c, query, known.id, origem)
    return c.redirect(ownPath(volta), 303)
  })
}

const WRONG = 'Login ou senha não conferem.'

async function secondsToWait(query: Query, login: string, origem: string): Promise<number> {
  return query.as({ tenants: [], ator: 'painel' }).oneFirst(sql.type(
    v.object({ espera: v.number() }),
  )`
    select ops.login_wait(${login}, ${origem}) as espera`)
}

/** Gives the browser a session of its own, whatever it brought. */
async function openSession(c: PanelContext, query: Query, operadorId: string, origem: string) {
  const hash = sessionCookie.issue(c)
  const agente = (c.req.header('user-agent') ?? '').slice(0, 200)
  await query.as({ tenants: [], ator: 'painel' }).any(sql.unsafe`
    select ops.open_session(${operadorId}::bigint, ${sql.binary(hash)}, ${origem}, ${agente})`)
}

/** A path of this panel's, or the Painel: never an address elsewhere. */
function ownPath(volta: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(volta) ? volta : '/'
}

interface SignInView {
  readonly login?: string
  readonly volta: string
  readonly frase?: string
  readonly status?: 401 | 422 | 429
}

function signInPage(c: PanelContext, { login, volta, frase, status }: SignInView) {
  return barePage(
    c,
    'Entrar',
    <section class="card">
      <h1>Entrar</h1>
      <p class="summary">O painel do hub de retirada.</p>
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
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
    </section>,
    status,
  )
}
