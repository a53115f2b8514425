/** /operadores: an admin makes and changes operators. Nobody can give more than they have; the database checks it too. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { generatePassword, hashPassword } from '../../core/password.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { confirmPassword } from '../acts/confirm-password.tsx'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { readForm, type Typed } from '../requests/read-form.ts'
import { findOperators, storesOf } from './find-operators.ts'
import { knownOperator, onceCookie } from './known-operator.ts'
import { newOperatorPage } from './operator-page.tsx'
import { NewOperatorForm, tenantsOf } from './operator-form.tsx'
import { operatorList } from './operator-list.tsx'

const NO_STORES = { lojas: 'Informe ao menos uma loja, ou escolha todas.' } as const

export function operators(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const manage = may('operador.gerir')

  app.get('/operadores', manage, async (c) =>
    operatorList(c, await findOperators(query, c.var.operator)),
  )

  async function form(c: PanelContext, typed: Typed, refused: Refused = {}) {
    const lojas = await storesOf(query, c.var.operator)
    return newOperatorPage(c, { typed, problems: {}, lojas, ...refused })
  }

  app.get('/operadores/novo', manage, (c) => form(c, {}))

  app.post('/operadores/novo', manage, async (c) => {
    const read = await readForm(c, NewOperatorForm)
    const { typed } = read
    if (!read.ok) return form(c, typed, { problems: read.problems, status: 422 })
    const tenants = tenantsOf(read.value)
    if (tenants === null) return form(c, typed, { problems: NO_STORES, status: 422 })
    const unproved = await confirmPassword(c, deps, typed)
    if (unproved !== null) return form(c, typed, { unproved, status: 403 })
    const password = generatePassword()
    const hash = await hashPassword(password)
    const made = await attempt(() => create(c, query, read.value, tenants, hash))
    if (!made.ok) {
      return form(c, typed, { frase: made.refusal.sentence, status: made.refusal.status })
    }
    onceCookie.put(c, made.value, password)
    return done(c, `/operadores/${made.value}`, 'operador.criar')
  })

  knownOperator(app, deps)
}

interface Refused {
  readonly problems?: Typed
  readonly frase?: string
  readonly unproved?: string
  readonly status?: ContentfulStatusCode
}

function create(
  c: PanelContext,
  query: Query,
  { login, nome, papel }: v.InferOutput<typeof NewOperatorForm>,
  tenants: readonly number[],
  hash: string,
): Promise<string> {
  const { operator } = c.var
  return query.as(operator).oneFirst(sql.type(v.object({ id: v.string() }))`
    select access.create_operator(
      ${login}, ${nome}, ${papel}, ${sql.array([...tenants], 'int8')}, ${hash}, ${operator.ator}, ${tenantList(operator)}
    ) as id`)
}
