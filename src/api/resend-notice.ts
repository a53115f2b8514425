/** POST /api/notificacoes/pedido/{pedidoId}/pronto: send the pick-up notice again, because a person says so. */
import type { Hono } from 'hono'
import { describeRoute, resolver, validator } from 'hono-openapi'
import * as v from 'valibot'
import { resendNotice as act } from '../acts/notice-acts.ts'
import type { Query } from '../db/connect/query.ts'
import type { ApiEnv } from '../reads/caller.ts'
import { idInPath } from './id-in-path.ts'
import { invalidRequest } from './invalid-request.ts'
import { jsonBounds, jsonLimit, jsonType } from './json-body.ts'
import { problemResponses } from './problem-responses.ts'
import { Reason } from './reason.ts'
import { requireRole } from './authenticate.ts'

const Queued = v.object({ notificacaoId: v.string() })

export function resendNotice(app: Hono<ApiEnv>, query: Query): void {
  app.post(
    '/api/notificacoes/pedido/:pedidoId/pronto',
    describeRoute({
      operationId: 'reenviarAviso',
      summary:
        'Envia novamente o aviso de pedido pronto; pedir duas vezes antes do envio é pedir uma',
      tags: ['Notificações'],
      responses: {
        202: {
          description: 'Enfileirado',
          content: {
            'application/json': { schema: resolver(Queued), example: { notificacaoId: '2081' } },
          },
        },
        ...problemResponses(400, 403, 404, 409, 413, 415, 422),
      },
    }),
    requireRole('operador'),
    idInPath('pedidoId', 'Pedido'),
    jsonType,
    jsonLimit,
    jsonBounds,
    validator('json', Reason, invalidRequest(Reason, 422), { options: { typeMode: 'input' } }),
    async (c) => {
      const orderId = c.req.param('pedidoId')
      const { motivo: reason } = c.req.valid('json')
      return c.json(await act(query, c.var.caller, { orderId, reason }), 202)
    },
  )
}
