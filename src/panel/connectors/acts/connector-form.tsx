/** The form of a connector's own data, how it is read, and what is said when somebody else has saved it first. */
import type { Child } from 'hono/jsx'
import * as v from 'valibot'
import { Field } from '../../pieces/forms/field.tsx'
import type { Typed } from '../../requests/read-form.ts'
import type { Connector } from '../find-connectors.ts'

const optional = (shape: RegExp, accepts: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.check((text) => text === '' || shape.test(text)),
    v.description(accepts),
  )

const fields = {
  client_id: optional(/^[\w-]{1,128}$/, 'o número da aplicação, só com letras e algarismos'),
  application_id: optional(/^\d{1,20}$/, 'o application_id, só com algarismos'),
  user_id: optional(/^\d{1,20}$/, 'o user_id do vendedor, só com algarismos'),
} as const

export const NewConnectorForm = v.object({
  ...fields,
  tenant: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^[1-9]\d{0,14}$/),
    v.description('o número da loja'),
  ),
})

export const KnownConnectorForm = v.object({
  ...fields,
  lock_version: v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.description('a versão')),
  visto: v.optional(v.string(), ''),
})

export function ConnectorFields({ typed, problems }: { typed: Typed; problems: Typed }) {
  return (
    <>
      <Field
        nome="client_id"
        rotulo="client_id"
        dica="O número da aplicação no Mercado Livre. Sem ele, só entram eventos assinados."
        maximo={128}
        valor={typed['client_id']}
        problema={problems['client_id']}
      />
      <Field
        nome="application_id"
        rotulo="application_id"
        dica="O que as notificações trazem. Em branco, vale o client_id."
        maximo={20}
        valor={typed['application_id']}
        problema={problems['application_id']}
      />
      <Field
        nome="user_id"
        rotulo="user_id"
        dica="O número do vendedor. Em branco, é o de quem autorizar."
        maximo={20}
        valor={typed['user_id']}
        problema={problems['user_id']}
      />
    </>
  )
}

/** The data of a connector, as the form would bring them. */
export function asTyped(connector: Connector): Record<string, string> {
  const { clientId, applicationId, userId, lockVersion } = connector
  const seen = {
    client_id: clientId ?? '',
    application_id: applicationId ?? '',
    user_id: userId ?? '',
  }
  return { ...seen, visto: JSON.stringify(seen), lock_version: String(lockVersion) }
}

/** What somebody else has changed since the form was opened, field by field. */
function WhatChanged({ visto, agora }: { visto: string; agora: Typed }): Child {
  const seen = seenFields(visto)
  const changed = Object.keys(fields).filter((name) => (seen[name] ?? '') !== (agora[name] ?? ''))
  if (changed.length === 0) {
    return (
      <p>
        Estes campos continuam como você os viu: mudaram os segredos, as verificações ou o estado.
      </p>
    )
  }
  return (
    <ul>
      {changed.map((name) => (
        <li>
          <code>{name}</code>: era {textOf(seen[name])}, agora é {textOf(agora[name])}
        </li>
      ))}
    </ul>
  )
}

function textOf(value: string | undefined): Child {
  return value === undefined || value === '' ? 'vazio' : <code>{value}</code>
}

/** The value comes from a form, so anything may be in it. */
function seenFields(visto: string): Typed {
  try {
    const read = v.safeParse(v.record(v.string(), v.string()), JSON.parse(visto))
    return read.success ? read.output : {}
  } catch {
    return {}
  }
}

export function staleBanner(sentence: string, visto: string, agora: Typed): Child {
  return (
    <>
      <p>{sentence}</p>
      <WhatChanged visto={visto} agora={agora} />
      <p>O que você digitou continua no formulário: confira, e salve de novo se ainda valer.</p>
    </>
  )
}
