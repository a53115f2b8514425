/**
 * POST /internal/integracoes/ml/enfileirar: the contract's envelope from inside, under a token instead of a signature.
 * The ingress, which comes as `receive`, stores and answers it.
 */
import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { type Query, sql } from '../db/connect/query.ts'
import type { ApiEnv, Caller } from '../reads/caller.ts'
import { accepted, envelopeBody } from './openapi/envelope-schemas.ts'
import { jsonLimit, jsonType } from './json-body.ts'
import { problemResponses } from './problem-responses.ts'
import { requireRole } from './authenticate.ts'
import { countValue } from '../reads/row-values.ts'
import { tenantCondition } from '../db/connect/tenant-scope.ts'

/** Stores the events of a body and answers it, whatever it is. */
export type Receive = (
  body: Uint8Array,
  sender: {
    readonly mayUse: (tenantId: number) => boolean
    readonly origem: 'INTERNO'
    readonly conferencia: 'TOKEN'
    readonly traceId: string
  },
) => Promise<{ readonly response: Response }>

export function enqueueEvents(app: Hono<ApiEnv>, query: Query, receive: Receive): void {
  app.post(
    '/internal/integracoes/ml/enfileirar',
    describeRoute({
      operationId: 'enfileirarEventos',
      summary: 'Enfileira um evento, ou até 500 em {"eventos": […]}, como o webhook faria',
      tags: ['Eventos'],
      requestBody: envelopeBody,
      responses: {
        202: accepted,
        ...problemResponses(400, 403, 413, 415, 422),
      },
    }),
    requireRole('operador'),
    jsonType,
    jsonLimit,
    async (c) => {
      const known = await tenantsOf(query, c.var.caller)
      const { response } = await receive(c.var.body, {
        mayUse: (tenantId) => known.has(tenantId),
        origem: 'INTERNO',
        conferencia: 'TOKEN',
        traceId: randomUUID(),
      })
      return response
    },
  )
}

/** The tenants of the caller that exist: a token for all tenants can't invent one. */
async function tenantsOf(query: Query, caller: Caller): Promise<ReadonlySet<number>> {
  const ids = await query.as(caller).anyFirst(sql.type(v.object({ id: countValue }))`
    select e.id
    from (select t.id, t.id as tenant_id from ops.tenant as t) as e
    where ${tenantCondition(caller)}`)
  return new Set(ids)
}
