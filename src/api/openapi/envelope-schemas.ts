/** The contract's envelope and its answers, as the OpenAPI document shows them. The ingress decides what is accepted. */
import { envelopeExample } from '../../core/envelope-example.ts'

const text = (description: string, maxLength: number) => ({
  type: 'string',
  description,
  maxLength,
})
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const TRACE_ID = '0b9c6d5e-5d0c-4b7e-9c55-2f7f3c1d9a10'
export const acceptedExample = { eventoId: '1042', traceId: TRACE_ID, status: 'RECEBIDO' }

export const envelopeSchemas = {
  Evento: {
    type: 'object',
    description:
      'Um evento de um pedido. Só muda os campos que traz; a versão maior vence, campo a campo.',
    required: ['canal', 'tenantId', 'tipo', 'externalId', 'versao'],
    properties: {
      canal: { type: 'string', enum: ['ML'] },
      tenantId: { type: 'integer', minimum: 1, description: 'a loja; igual ao X-Tenant' },
      tipo: {
        type: 'string',
        enum: ['ORDER_CREATED', 'ORDER_UPDATED', 'LABEL_AVAILABLE', 'STATUS_CHANGED'],
        description: 'outro tipo é guardado sem conteúdo, como IGNORADO',
      },
      externalId: text('o pedido no marketplace', 128),
      versao: { type: 'integer', minimum: 0, description: 'a ordem dos eventos de um pedido' },
      traceId: { type: 'string', format: 'uuid', description: 'gerado aqui, se não vier' },
      payload: ref('Conteudo'),
    },
    examples: [envelopeExample],
  },
  Conteudo: {
    type: 'object',
    description:
      'Cada campo é opcional, mas itens em ORDER_CREATED. O que não está aqui não é guardado (LGPD).',
    properties: {
      destinatario: {
        type: 'object',
        properties: {
          nome: text('quem retira', 200),
          doc: text('CPF ou outro documento', 32),
          telefone: text('com DDD', 32),
        },
      },
      itens: {
        type: 'array',
        maxItems: 1000,
        items: {
          type: 'object',
          required: ['sku', 'quantidade'],
          properties: {
            sku: text('o SKU externo', 128),
            quantidade: { type: 'number', minimum: 0.001, maximum: 1_000_000 },
          },
        },
      },
      volume: {
        type: 'object',
        properties: {
          peso: { type: 'number', minimum: 0.001, maximum: 100_000, description: 'em kg' },
          dimensoes: {
            description: 'em cm; um texto como 10x20x30 também é lido',
            anyOf: [
              {
                type: 'object',
                properties: {
                  altura: { type: 'number' },
                  largura: { type: 'number' },
                  comprimento: { type: 'number' },
                },
              },
              { type: 'string' },
            ],
          },
        },
      },
      etiqueta: text('o código da etiqueta', 128),
      status: text('o status no marketplace; o mapeamento diz o que significa aqui', 128),
    },
  },
  Eventos: {
    type: 'object',
    description: 'Vários eventos de uma vez; cada um é aceito ou recusado sozinho.',
    required: ['eventos'],
    properties: { eventos: { type: 'array', minItems: 1, maxItems: 500, items: ref('Evento') } },
  },
  EventoAceito: {
    type: 'object',
    required: ['status'],
    properties: {
      eventoId: { type: 'string', description: 'ausente em RECUSADO' },
      traceId: { type: 'string', format: 'uuid', description: 'ausente em RECUSADO' },
      status: {
        type: 'string',
        enum: ['RECEBIDO', 'DUPLICADO', 'ESTACIONADO', 'IGNORADO', 'RECUSADO'],
      },
      motivo: { type: 'string', description: 'CONFLITO, ou por que foi RECUSADO' },
    },
    examples: [acceptedExample],
  },
  EventosAceitos: {
    type: 'object',
    description: 'A resposta a uma lista: um elemento por evento, na ordem enviada.',
    required: ['eventos'],
    properties: { eventos: { type: 'array', items: ref('EventoAceito') } },
  },
} as const

export const envelopeBody = {
  required: true,
  content: {
    'application/json': {
      schema: { anyOf: [ref('Evento'), ref('Eventos')] },
      example: envelopeExample,
    },
  },
}

export const accepted = {
  description: 'Guardado: um eventoId, traceId e status por evento, na ordem enviada',
  content: {
    'application/json': {
      schema: { anyOf: [ref('EventoAceito'), ref('EventosAceitos')] },
      example: acceptedExample,
    },
  },
}
