/** The pages at /operadores/novo and /operadores/ID: the data of an operator, their password, their sessions. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { OnceValue } from '../session/once-cookie.ts'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { ConfirmPassword } from '../acts/confirm-password.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { type Session, SessionTable } from '../session/sessions.tsx'
import { ShownOnce } from '../pieces/shown-once.tsx'
import { storeNumbers } from '../session/stores.ts'
import type { Typed } from '../requests/read-form.ts'
import type { ManagedOperator, Store } from './find-operators.ts'
import { OperatorFields } from './operator-form.tsx'
import { entersBy } from './operator-list.tsx'

export interface OperatorView {
  readonly typed: Typed
  readonly problems: Typed
  readonly lojas: readonly Store[]
  /** Why the last attempt was refused. */
  readonly frase?: string
  /** What `confirmPassword` answered. */
  readonly unproved?: string | null
  readonly status?: ContentfulStatusCode
}

interface KnownOperatorView extends OperatorView {
  readonly managed: ManagedOperator
  readonly sessions: readonly Session[]
  /** A password that was just generated. */
  readonly password: OnceValue | null
  /** Which of the two forms asks for the password again. */
  readonly askedIn?: 'dados' | 'senha'
}

export function operatorPage(c: PanelContext, view: KnownOperatorView) {
  const { managed: o, sessions, password, frase, unproved, askedIn = 'dados', status = 200 } = view
  const here = `/operadores/${o.id}`
  return page(
    c,
    {
      titulo: o.nome,
      acima: ['/operadores', 'Operadores'],
      resumo: <code>{o.login}</code>,
      status,
    },
    <>
      {password === null ? null : (
        <ShownOnce
          c={c}
          titulo={`A senha de ${o.login}`}
          rotulo="Guarde-a agora"
          umaVez={password}
        />
      )}
      {frase === undefined ? null : (
        <Banner tom="erro">
          {frase} {status === 409 ? <a href={here}>Recarregar</a> : null}
        </Banner>
      )}
      <section class="card">
        <Facts
          fatos={[
            ['Papel', o.papel],
            ['Lojas', storeNumbers(o.tenants)],
            ['Entra por', entersBy(o)],
            ['Criado', <Moment at={o.createdAt} />],
            ['Última entrada', <Moment at={o.signedInAt} />],
            ...(o.ativo ? [] : [['Desativado', <Moment at={o.deactivatedAt} />] as const]),
          ]}
        />
      </section>
      <div class="grid">
        <section class="card">
          <h2>Alterar</h2>
          <form method="post" action={here} data-once>
            <OperatorFields {...view} isKnown usesSso={o.usesSso}>
              <p class="hint">Outro papel, outras lojas ou a desativação encerram as sessões.</p>
              <ConfirmPassword
                c={c}
                volta={here}
                problema={askedIn === 'dados' ? unproved : null}
                idPrefix="dados"
              />
            </OperatorFields>
            <button class="primary">Salvar</button>
          </form>
        </section>
        <section class="card narrow">
          <h2>Senha</h2>
          <form method="post" action={`${here}/senha`} data-once>
            <p>Gera outra senha, mostrada uma só vez, e encerra as sessões.</p>
            <ConfirmPassword
              c={c}
              volta={here}
              problema={askedIn === 'senha' ? unproved : null}
              idPrefix="senha"
            />
            <button class="danger">Gerar outra senha</button>
          </form>
        </section>
      </div>
      <section class="card">
        <div class="heading">
          <h2>Sessões abertas</h2>
          {sessions.length > 0 ? (
            <form method="post" action={`${here}/sessoes/encerrar`} data-once>
              <button class="quiet">Encerrar todas</button>
            </form>
          ) : null}
        </div>
        <SessionTable c={c} sessions={sessions} base={`${here}/sessoes`} />
      </section>
    </>,
  )
}

export function newOperatorPage(c: PanelContext, view: OperatorView) {
  const { typed, problems, lojas, frase, unproved, status = 200 } = view
  return page(
    c,
    {
      titulo: 'Novo operador',
      acima: ['/operadores', 'Operadores'],
      resumo: 'A senha é gerada aqui e mostrada uma só vez.',
      status,
    },
    <section class="card narrow">
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      <form method="post" action="/operadores/novo" data-once>
        <OperatorFields typed={typed} problems={problems} lojas={lojas}>
          <ConfirmPassword c={c} problema={unproved} />
        </OperatorFields>
        <button class="primary">Criar operador</button>
      </form>
    </section>,
  )
}
