/** The two forms of the webhook, for the OpenAPI document. They are answered by the public listener, not by the API. */
import { problemResponses } from '../problem-responses.ts'
import { accepted, acceptedExample, envelopeBody } from './envelope-schemas.ts'

const header = (name: string, description: string, example: string, required = false) => ({
  in: 'header',
  name,
  description,
  required,
  schema: { type: 'string' },
  example,
})

const notification = {
  _id: 'f9f08571-1f65-4c46-9e0a-c0f43faas1557e',
  resource: '/orders/2000003508419013',
  user_id: 468424240,
  topic: 'orders_v2',
  application_id: 5503910054141466,
  attempts: 1,
  sent: '2026-11-20T12:00:00.000Z',
  received: '2026-11-20T12:00:00.000Z',
}

const id = (description: string) => ({
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  description,
})

/** `publicUrl`: where the public listener is reached. */
export function webhookPaths(publicUrl: string) {
  const servers = [{ url: publicUrl, description: 'o endereço público' }]
  return {
    '/api/integracoes/ml/webhook': {
      post: {
        servers,
        operationId: 'receberEventos',
        summary: 'Recebe um evento assinado, ou até 500 em {"eventos": […]}',
        description:
          'Responde depois de guardar: o que recebeu 202 não se perde. Enviado de novo, é DUPLICADO e não muda nada.',
        tags: ['Webhook'],
        security: [],
        parameters: [
          header('X-Tenant', 'a loja', '123', true),
          header(
            'X-ML-Signature',
            'HMAC-SHA256 do corpo com o segredo do conector: sha256=HEX, ou t=UNIX,v1=HEX sobre "t.corpo"',
            'sha256=5f0c1f4e0f4d4b0a9f3f4a0d5a8c7e6b1d2c3b4a5968778695a4b3c2d1e0f001',
          ),
          header('X-Webhook-Secret', 'o segredo compartilhado, se o conector o exige', 'segredo'),
          header('X-Event-Type', 'o tipo; se vier, igual ao de cada evento', 'ORDER_CREATED'),
        ],
        requestBody: envelopeBody,
        responses: { 202: accepted, ...problemResponses(400, 403, 413, 415, 422) },
      },
    },
    '/api/integracoes/ml/webhook/{caminho}': {
      post: {
        servers,
        operationId: 'receberNotificacao',
        summary: 'Recebe uma notificação do Mercado Livre, que diz apenas o que mudou',
        description:
          'O endereço é o urlWebhook do conector. Bastam topic, resource, user_id e application_id; o recurso é buscado depois.',
        tags: ['Webhook'],
        security: [],
        parameters: [
          {
            in: 'path',
            name: 'caminho',
            description: 'a parte secreta do urlWebhook',
            required: true,
            schema: { type: 'string' },
            example: 'a8f5f167f44f4964e6c998dee827110c',
          },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['resource', 'user_id', 'topic', 'application_id'],
                properties: {
                  _id: { type: 'string', description: 'o mesmo em cada nova tentativa' },
                  resource: { type: 'string' },
                  user_id: id('o vendedor'),
                  topic: { type: 'string', enum: ['orders_v2', 'shipments'] },
                  application_id: id('a aplicação'),
                  attempts: { type: 'integer', description: 'a tentativa, de 1 a 8' },
                  sent: { type: 'string', format: 'date-time' },
                  received: { type: 'string', format: 'date-time' },
                },
              },
              example: notification,
            },
          },
        },
        responses: {
          200: {
            description: 'Guardada, repetida ou recusada; o Mercado Livre não a envia de novo',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/EventoAceito' },
                example: acceptedExample,
              },
            },
          },
          ...problemResponses(403, 404, 413),
        },
      },
    },
  }
}
