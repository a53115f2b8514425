/**
 * GET /api/openapi.json: what the API takes and answers, generated from its routes, and the webhook in both forms. It needs
 * no token, because it says nothing of what is stored.
 */
import type { Hono } from 'hono'
import { describeRoute, generateSpecs } from 'hono-openapi'
import type { ApiEnv } from '../../reads/caller.ts'
import { problemResponses, problemSchema } from '../problem-responses.ts'
import { envelopeSchemas } from './envelope-schemas.ts'
import { tidySchema } from './tidy-schema.ts'
import { webhookPaths } from './webhook-paths.ts'

interface DocumentOptions {
  readonly version: string
  /** Where the public listener is reached. */
  readonly publicUrl: string
}

/** The only refusal: the route needs neither a token nor the database. */
const { 405: notAllowed } = problemResponses(405)

export function serveDocument(app: Hono<ApiEnv>, { version, publicUrl }: DocumentOptions): void {
  let made: Promise<unknown> | undefined
  app.get(
    '/api/openapi.json',
    describeRoute({
      operationId: 'lerDocumento',
      summary: 'Este documento',
      tags: ['Documentação'],
      security: [],
      responses: {
        200: {
          description: 'OpenAPI 3.1',
          content: {
            'application/json': { schema: { type: 'object' }, example: { openapi: '3.1.0' } },
          },
        },
        ...(notAllowed === undefined ? {} : { 405: notAllowed }),
      },
    }),
    async (c) => c.json(await (made ??= makeDocument(app, { version, publicUrl }))),
  )
}

async function makeDocument(app: Hono<ApiEnv>, { version, publicUrl }: DocumentOptions) {
  const document = await generateSpecs(app, {
    excludeStaticFile: false,
    documentation: {
      info: {
        title: 'hub-outbox',
        version,
        description:
          'A integração do hub de retirada com o Mercado Livre: eventos, pedidos e avisos. Erros são RFC 9457.',
        license: { name: 'Uso interno', identifier: 'LicenseRef-uso-interno' },
      },
      servers: [{ url: '/', description: 'o endereço interno, de onde este documento veio' }],
      tags: [
        { name: 'Webhook', description: 'O que o marketplace envia, no endereço público.' },
        { name: 'Eventos', description: 'O que foi recebido, e o que foi feito disso.' },
        { name: 'Pedidos', description: 'Em que um pedido se tornou.' },
        { name: 'Notificações', description: 'Os avisos de pronto para retirada.' },
        { name: 'Documentação', description: 'Este documento.' },
      ],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'Um token da API: npm run -s hub -- token create',
          },
        },
        schemas: { Problema: problemSchema, ...envelopeSchemas } as never,
      },
      security: [{ token: [] }],
      paths: webhookPaths(publicUrl) as never,
    },
  })
  return tidySchema(document)
}
