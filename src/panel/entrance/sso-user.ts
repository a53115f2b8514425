/** The operator that an identity provider describes. Refuses whatever the provider does not say clearly. */
import { createHash } from 'node:crypto'
import { HubError } from '../../core/errors.ts'
import { isStorable, storable } from '../../core/text/storable.ts'
import { type Role, ROLES } from '../session/permissions.ts'

/** The claims that hold a person's role and stores. A name with dots is a path into an object. */
export interface ClaimNames {
  readonly papel: string
  /** Null if no claim holds the stores. */
  readonly tenants: string | null
}

export interface SsoUser {
  /** ISSUER#SUB. */
  readonly sub: string
  readonly login: string
  readonly nome: string
  readonly papel: Role
  /** An empty list means all; null means that the provider says nothing of them. */
  readonly tenants: readonly number[] | null
}

/** The limit of access.require_sub. */
const ID_LENGTH_MAX = 500
const LOGIN = /^[a-z0-9._@-]{1,64}$/

/** Throws HubError refused, with a sentence for the person. */
export function readSsoUser(claims: Claims, names: ClaimNames): SsoUser {
  const { iss, sub } = claims
  if (!isName(iss) || !isName(sub)) {
    throw new HubError('refused', 'O provedor não disse quem você é.')
  }
  const id = `${iss}#${sub}`
  if (id.length > ID_LENGTH_MAX) {
    throw new HubError(
      'refused',
      `O provedor diz quem você é com um nome longo demais: iss e sub têm juntos menos de ${ID_LENGTH_MAX} caracteres.`,
    )
  }
  const named = [claims['preferred_username'], claims['email']].map(asText)
  const login =
    named.map((each) => each.toLowerCase()).find((each) => LOGIN.test(each)) ??
    `sso-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`
  const nome = [asText(claims['name']), ...named].find((each) => each !== '') ?? login
  return {
    sub: id,
    login,
    nome: storable(nome.slice(0, 100)),
    papel: roleOf(claimAt(claims, names.papel)),
    tenants: names.tenants === null ? null : tenantsOf(claimAt(claims, names.tenants)),
  }
}

/** The name tells people apart, so it must be storable as it is: a changed one may be another person's. */
function isName(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== '' && isStorable(claim)
}

/** The claim must name exactly one of our roles. It may be a list of groups. */
function roleOf(claim: unknown): Role {
  const said: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  const known = ROLES.filter((papel) => said.includes(papel))
  const [papel] = known
  if (papel !== undefined && known.length === 1) return papel
  throw new HubError(
    'refused',
    papel === undefined
      ? 'O provedor não dá a você nenhum papel neste painel: peça a quem o administra.'
      : 'O provedor dá a você mais de um papel neste painel: peça a quem o administra que escolha um.',
  )
}

/** Reads `todos`, or numbers in a list or in a text with commas. */
function tenantsOf(claim: unknown): readonly number[] {
  if (claim === 'todos') return []
  const said: readonly unknown[] = Array.isArray(claim) ? claim : asText(claim).split(',')
  const numbers = said.map((each) =>
    typeof each === 'number' ? each : typeof each === 'string' ? Number(each) : NaN,
  )
  const areGood = numbers.every((each) => Number.isSafeInteger(each) && each > 0)
  if (numbers.length > 0 && areGood) return numbers
  throw new HubError('refused', 'O provedor não diz quais lojas você vê: peça a quem o administra.')
}

function asText(claim: unknown): string {
  return typeof claim === 'string' ? storable(claim).trim() : ''
}

export type Claims = Readonly<Record<string, unknown>>

/** The claim of exactly that name, or else the value at the path that its dots describe; undefined if there is none. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((inside, part) => {
    const isInside = typeof inside === 'object' && inside !== null && Object.hasOwn(inside, part)
    return isInside ? (inside as Claims)[part] : undefined
  }, claims)
}
