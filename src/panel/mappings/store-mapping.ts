/** Saves a mapping, of either kind, and releases the events that waited for it, or the first of them. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import type { Clock } from '../../core/clock.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import { type Released, releaseNow } from '../../db/connect/release-now.ts'
import type { Operator } from '../panel-env.ts'
import { RELEASE_PATIENCE_MS } from '../pieces/done.ts'
import type { MappingKey } from './mapping-key.ts'
import type { MappingKind } from './mapping-kind.ts'

interface Wanted extends MappingKey {
  readonly interno: string
  /** Of a status. */
  readonly terminal: boolean
  /** As the form was given it; -1: there was none. */
  readonly versao: number
}

/** Throws the database's refusal. */
export async function storeMapping(
  { query, clock }: { readonly query: Query; readonly clock: Clock },
  operator: Operator,
  kind: MappingKind,
  { tenantId, canal, externo, interno, terminal, versao }: Wanted,
): Promise<Released> {
  const key = sql.fragment`${tenantId}::bigint, ${canal}, ${externo}, ${interno}`
  const rest = sql.fragment`${operator.ator}, ${versao}, ${tenantList(operator)}`
  const call =
    kind === 'sku'
      ? sql.fragment`processing.save_sku_mapping(${key}, ${rest})`
      : sql.fragment`processing.save_status_mapping(${key}, ${terminal}, ${rest})`
  const mine = query.as(operator)
  const asked = await mine.oneFirst(sql.type(v.object({ id: v.string() }))`select ${call} as id`)
  return releaseNow(mine, asked, { clock, patienceMs: RELEASE_PATIENCE_MS })
}
