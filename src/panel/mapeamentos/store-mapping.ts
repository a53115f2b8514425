/** Saves a mapping, of either kind, and releases the events that waited for it. */
import * as v from 'valibot'
import { tenantList } from '../../api/tenant-list.ts'
import { type Query, sql } from '../../db/query.ts'
import type { Operator } from '../panel-env.ts'
import type { MappingKey } from './mapping-key.ts'
import type { MappingKind } from './mapping-kind.ts'

interface Wanted extends MappingKey {
  readonly interno: string
  /** Of a status. */
  readonly terminal: boolean
  /** As the form was given it; -1: there was none. */
  readonly versao: number
}

/** Resolves to how many events were released. Throws the database's refusal. */
export async function storeMapping(
  query: Query,
  operator: Operator,
  kind: MappingKind,
  { tenantId, canal, externo, interno, terminal, versao }: Wanted,
): Promise<number> {
  const key = sql.fragment`${tenantId}::bigint, ${canal}, ${externo}, ${interno}`
  const rest = sql.fragment`${operator.ator}, ${versao}, ${tenantList(operator)}`
  const call =
    kind === 'sku'
      ? sql.fragment`processing.save_sku_mapping(${key}, ${rest})`
      : sql.fragment`processing.save_status_mapping(${key}, ${terminal}, ${rest})`
  return query.as(operator).oneFirst(sql.type(v.object({ n: v.number() }))`select ${call} as n`)
}
