/** Saves a mapping of either kind, and releases the events that waited for it, or the first of them. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import type { Clock } from '../../core/clock.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import { type Released, releaseNow } from '../../acts/release-now.ts'
import type { Operator } from '../panel-env.ts'
import { RELEASE_PATIENCE_MS } from '../pieces/done.ts'
import type { MappingKey } from './mapping-key.ts'
import type { MappingKind } from './mapping-kind.ts'
import type { Mapping } from './find-mappings.ts'

interface Wanted extends MappingKey {
  readonly interno: string
  /** For a status only. */
  readonly terminal: boolean
  /** The version that the form was opened with; -1 if there was no mapping. */
  readonly versao: number
}

/** Throws the refusal of the database. */
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

/** Whether the saved mapping is what a form wanted: a second click of the same form is no conflict. */
export function isWanted(
  now: Mapping | null,
  { interno, terminal }: { readonly interno: string; readonly terminal: boolean },
): now is Mapping {
  return now?.interno === interno && (now.terminal ?? false) === terminal
}
