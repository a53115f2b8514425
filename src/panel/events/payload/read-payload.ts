/** An event's payload as PostgreSQL writes it, without its data of people: every number with all its digits. */
import * as v from 'valibot'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { parseLosslessJson } from '../../../core/json/lossless-json.ts'
import { maskDeep } from '../../../core/text/mask-deep.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'

const Stored = v.object({ texto: v.string() })

/** More than any payload that the door lets in has. */
const NODES_MAX = 1_000_000

/** Masked, over several lines. Null where there is no such event, or none that the operator may see. */
export async function readMaskedPayload(
  query: Query,
  operator: Operator,
  id: string,
): Promise<string | null> {
  const stored = await query.as(operator).maybeOne(sql.type(Stored)`
    select e.payload_json::text as texto
    from ops.evento_payload as e
    where e.id = ${id}::bigint and ${tenantCondition(operator)}`)
  return stored === null ? null : pretty(maskDeep(parseLosslessJson(stored.texto), NODES_MAX))
}

/** The stored text over several lines, as it is. */
export function prettyPayload(texto: string): string {
  return pretty(parseLosslessJson(texto))
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
