/** GET /api/pedidos: the orders with one external id, with the recipient masked. */
import type { Hono } from 'hono'
import { describeRoute, resolver, validator } from 'hono-openapi'
import * as v from 'valibot'
import { isStorable } from '../core/text/storable.ts'
import type { Query } from '../db/connect/query.ts'
import type { ApiEnv } from '../reads/caller.ts'
import { findOrders, OrderList, orderListExample } from '../reads/find-orders.ts'
import { invalidRequest } from './invalid-request.ts'
import { problemResponses } from './problem-responses.ts'
import { requireRole } from './authenticate.ts'

const Filters = v.strictObject({
  external_id: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(128),
    v.check(isStorable),
    v.description('o id externo do pedido, obrigatório, de até 128 caracteres'),
    v.metadata({ examples: ['ML-ORD-987654'] }),
  ),
})

export function listOrders(app: Hono<ApiEnv>, query: Query): void {
  app.get(
    '/api/pedidos',
    describeRoute({
      operationId: 'mostrarPedidos',
      summary: 'Mostra os pedidos de um id externo, com o destinatário mascarado',
      tags: ['Pedidos'],
      responses: {
        200: {
          description: 'Os pedidos encontrados; nenhum, se o id externo não é conhecido',
          content: {
            'application/json': {
              schema: resolver(OrderList, { options: { typeMode: 'output' } }),
              example: orderListExample,
            },
          },
        },
        ...problemResponses(400),
      },
    }),
    requireRole('leitor'),
    validator('query', Filters, invalidRequest(Filters, 400), { options: { typeMode: 'input' } }),
    async (c) => c.json(await findOrders(query, c.var.caller, c.req.valid('query').external_id)),
  )
}
