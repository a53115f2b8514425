/** The form of an operator, new or known, and how it is read. */
import type { Child } from 'hono/jsx'
import * as v from 'valibot'
import { Field, Select } from '../pieces/forms/field.tsx'
import { ROLES } from '../session/permissions.ts'
import type { Typed } from '../requests/read-form.ts'
import type { Store } from './find-operators.ts'

const STORES = /^[1-9]\d{0,14}(?:[\s,;]+[1-9]\d{0,14})*$/

const shared = {
  nome: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(100),
    v.description('o nome, com até 100 caracteres'),
  ),
  papel: v.pipe(v.picklist(ROLES), v.description('um dos papéis da lista')),
  alcance: v.pipe(v.picklist(['todas', 'escolhidas']), v.description('quais lojas')),
  lojas: v.pipe(
    v.optional(v.string(), ''),
    v.trim(),
    v.check((text) => text === '' || STORES.test(text)),
    v.transform((text) => (text === '' ? [] : text.split(/[\s,;]+/).map(Number))),
    v.description('os números das lojas, separados por vírgula'),
  ),
} as const

export const NewOperatorForm = v.object({
  ...shared,
  login: v.pipe(
    v.string(),
    v.trim(),
    v.toLowerCase(),
    v.regex(/^[a-z0-9._@-]{1,64}$/),
    v.description('de 1 a 64 letras sem acento, algarismos, ponto, hífen, sublinhado ou @'),
  ),
})

export const KnownOperatorForm = v.object({
  ...shared,
  ativo: v.pipe(v.picklist(['sim', 'nao']), v.description('sim ou não')),
  lock_version: v.pipe(v.string(), v.regex(/^\d{1,18}$/), v.description('a versão')),
})

interface Reach {
  readonly alcance: 'todas' | 'escolhidas'
  readonly lojas: readonly number[]
}

/** The stores that the form gives; an empty list means all. Null if it says some and names none. */
export function tenantsOf({ alcance, lojas }: Reach): readonly number[] | null {
  if (alcance === 'todas') return []
  return lojas.length === 0 ? null : [...new Set(lojas)]
}

const ROLE_TEXTS = {
  leitor: 'leitor: vê, e não muda nada',
  operador: 'operador: reprocessa, reenvia, mapeia, retira',
  admin: 'admin: tudo, também conectores e operadores',
  dba: 'dba: vê, e cuida da outbox e da auditoria',
  auditor: 'auditor: vê, também a auditoria',
} as const

interface FieldsProps {
  readonly typed: Typed
  readonly problems: Typed
  /** Stores that exist, as help for typing. */
  readonly lojas: readonly Store[]
  /** True for an operator that exists: the login can't be changed. */
  readonly isKnown?: boolean
  readonly usesSso?: boolean
  readonly children?: Child
}

/** `children` is the password field of the person who acts. */
export function OperatorFields(props: FieldsProps) {
  const { typed, problems, lojas, isKnown = false, usesSso = false, children } = props
  const field = (nome: string) => ({ nome, valor: typed[nome], problema: problems[nome] })
  return (
    <>
      {isKnown ? (
        <input type="hidden" name="lock_version" value={typed['lock_version']} />
      ) : (
        <Field
          {...field('login')}
          rotulo="Login"
          dica="Com que a pessoa entra."
          maximo={64}
          obrigatorio
        />
      )}
      <Field {...field('nome')} rotulo="Nome" maximo={100} obrigatorio />
      <Select
        {...field('papel')}
        rotulo="Papel"
        opcoes={ROLES.map((papel) => [papel, ROLE_TEXTS[papel]])}
        {...(usesSso ? { dica: 'O provedor de identidade diz o papel a cada entrada.' } : {})}
      />
      <Select
        {...field('alcance')}
        rotulo="Alcance"
        opcoes={[
          ['todas', 'todas as lojas'],
          ['escolhidas', 'só as lojas abaixo'],
        ]}
      />
      <Field {...field('lojas')} rotulo="Lojas" dica={<StoreHint lojas={lojas} />} />
      {isKnown ? (
        <Select
          {...field('ativo')}
          rotulo="Pode entrar"
          opcoes={[
            ['sim', 'sim'],
            ['nao', 'não: desativado'],
          ]}
        />
      ) : null}
      {children}
    </>
  )
}

function StoreHint({ lojas }: Pick<FieldsProps, 'lojas'>) {
  return (
    <>
      Números separados por vírgula, quando não são todas.{' '}
      {lojas.map(({ id, nome }) => `${id} ${nome}`).join(' · ')}
    </>
  )
}
