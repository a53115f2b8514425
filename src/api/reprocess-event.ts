/** POST /internal/integracoes/ml/reprocessar/{eventId}: queue an event again, with an audit row that says why. */
import type { Hono } from 'hono'
import { describeRoute, resolver, validator } from 'hono-openapi'
import * as v from 'valibot'
import { reprocessEvent as act } from '../acts/reprocess-event.ts'
import type { Query } from '../db/connect/query.ts'
import type { ApiEnv } from '../reads/caller.ts'
import { idInPath } from './id-in-path.ts'
import { invalidRequest } from './invalid-request.ts'
import { jsonBounds, jsonLimit, jsonType } from './json-body.ts'
import { problemResponses } from './problem-responses.ts'
import { Reason } from './reason.ts'
import { requireRole } from './authenticate.ts'

const EXAMPLE = '5e2f7a0c-6a43-4c4b-8a51-3a9d5b1f0c77'

const Queued = v.object({ reprocessId: v.string() })

export function reprocessEvent(app: Hono<ApiEnv>, query: Query): void {
  app.post(
    '/internal/integracoes/ml/reprocessar/:eventId',
    describeRoute({
      operationId: 'reprocessarEvento',
      summary: 'Enfileira um evento novamente; pedir duas vezes antes de ele rodar é pedir uma',
      tags: ['Eventos'],
      responses: {
        202: {
          description: 'Enfileirado',
          content: {
            'application/json': { schema: resolver(Queued), example: { reprocessId: EXAMPLE } },
          },
        },
        ...problemResponses(400, 403, 404, 409, 413, 415, 422),
      },
    }),
    requireRole('operador'),
    idInPath('eventId', 'Evento'),
    jsonType,
    jsonLimit,
    jsonBounds,
    validator('json', Reason, invalidRequest(Reason, 422), { options: { typeMode: 'input' } }),
    async (c) => {
      const eventId = c.req.param('eventId')
      const { motivo: reason } = c.req.valid('json')
      return c.json(await act(query, c.var.caller, { eventId, reason }), 202)
    },
  )
}
