/** GET /api/integracoes/eventos: the timeline of events, filtered, in keyset pages. */
import type { Hono } from 'hono'
import { describeRoute, resolver, validator } from 'hono-openapi'
import type { Query } from '../db/connect/query.ts'
import type { ApiEnv } from '../reads/caller.ts'
import { EventFilters } from '../reads/event-filters.ts'
import { EventPage, eventPageExample, findEvents } from '../reads/find-events.ts'
import { invalidRequest } from './invalid-request.ts'
import { problemResponses } from './problem-responses.ts'
import { requireRole } from './authenticate.ts'

export function listEvents(app: Hono<ApiEnv>, query: Query): void {
  app.get(
    '/api/integracoes/eventos',
    describeRoute({
      operationId: 'listarEventos',
      summary: 'Lista os eventos recebidos, do mais novo ao mais antigo',
      tags: ['Eventos'],
      responses: {
        200: {
          description:
            'Uma página; proximo é o cursor da seguinte, ou null na última. O que é raro é procurado aos poucos: ' +
            'uma página pode ter menos do que o limite, ou nada, e ainda haver mais',
          content: {
            'application/json': {
              schema: resolver(EventPage, { options: { typeMode: 'output' } }),
              example: eventPageExample,
            },
          },
        },
        ...problemResponses(400),
      },
    }),
    requireRole('leitor'),
    validator('query', EventFilters, invalidRequest(EventFilters, 400), {
      options: { typeMode: 'input' },
    }),
    async (c) => c.json(await findEvents(query, c.var.caller, c.req.valid('query'))),
  )
}
