/** The orders with one external id, of the tenants that the caller may see, with the recipient masked. */
import * as v from 'valibot'
import { type Query, sql } from '../db/connect/query.ts'
import type { Caller } from './caller.ts'
import { findReceived, Received } from './find-received.ts'
import { countValue, instantValue, namedValue } from './row-values.ts'
import { tenantCondition } from '../db/connect/tenant-scope.ts'

const text = v.nullable(v.string())

/** A reason why an order is not ready. The first in the list is to be solved first. */
const Motivo = v.object({
  codigo: v.string(),
  chave: text,
  frase: v.string(),
  ate: text,
  eventoId: text,
  erro: text,
})

const Row = v.object({
  id: v.string(),
  tenantId: countValue,
  canal: text,
  externalId: text,
  status: namedValue(['RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO']),
  destinatario: v.object({ nome: text, doc: text, telefone: text }),
  itens: v.array(v.object({ skuExterno: v.string(), sku: text, quantidade: v.number() })),
  etiqueta: text,
  volume: v.object({ peso: v.nullable(v.number()), dimensoes: v.unknown() }),
  createdAt: instantValue,
  updatedAt: instantValue,
  readyAt: v.nullable(instantValue),
  pickedUpAt: v.nullable(instantValue),
  canceladoEm: v.nullable(instantValue),
  ultimoEventoId: text,
  motivos: v.array(Motivo),
})

export const OrderList = v.object({ itens: v.array(Row), eventos: v.array(Received) })

export const orderListExample = {
  itens: [
    {
      id: '77',
      tenantId: 123,
      canal: 'ML',
      externalId: 'ML-ORD-987654',
      status: 'PRONTO',
      destinatario: { nome: 'Maria S.', doc: '***.***.***-09', telefone: '*********0000' },
      itens: [{ skuExterno: 'ABC-1', sku: 'INT-ABC-1', quantidade: 2 }],
      etiqueta: 'BR123456789',
      volume: { peso: 1.2, dimensoes: { altura: 10, largura: 20, comprimento: 30 } },
      createdAt: '2026-11-20T12:00:00.000Z',
      updatedAt: '2026-11-20T12:00:00.004Z',
      readyAt: '2026-11-20T12:00:00.004Z',
      pickedUpAt: null,
      canceladoEm: null,
      ultimoEventoId: '1042',
      motivos: [],
    },
  ],
  eventos: [],
} as const satisfies v.InferOutput<typeof OrderList>

/** At most one order for each tenant and channel, newest first; 50 in all. `eventos` is empty if there is an order. */
export async function findOrders(
  query: Query,
  caller: Caller,
  externalId: string,
): Promise<v.InferOutput<typeof OrderList>> {
  const itens = await query.as(caller).any(sql.type(Row)`
    select
      e.id,
      e.tenant_id as "tenantId",
      e.canal,
      e.external_id as "externalId",
      e.status,
      json_build_object(
        'nome', e.destinatario_nome, 'doc', e.destinatario_doc, 'telefone', e.destinatario_telefone
      ) as destinatario,
      e.itens,
      e.etiqueta_externa as etiqueta,
      json_build_object('peso', e.peso, 'dimensoes', e.dimensoes) as volume,
      e.created_at as "createdAt",
      e.updated_at as "updatedAt",
      e.ready_at as "readyAt",
      e.picked_up_at as "pickedUpAt",
      e.cancelado_em as "canceladoEm",
      e.ultimo_evento_id as "ultimoEventoId",
      coalesce(
        (
          select json_agg(
            json_build_object(
              'codigo', r.codigo, 'chave', r.chave, 'frase', r.frase,
              'ate', to_char(r.ate at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'eventoId', r.evento_id::text, 'erro', r.erro
            )
            order by r.ordinality
          )
          from search.order_reasons(e.id) with ordinality as r
        ),
        '[]'
      ) as motivos
    from ops.pedido as e
    where ${tenantCondition(caller)}
      and e.external_id = ${externalId}
    order by e.id desc
    limit 50`)
  const eventos = itens.length === 0 ? await findReceived(query, caller, externalId) : []
  return { itens: [...itens], eventos: [...eventos] }
}
