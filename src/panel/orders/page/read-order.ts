/** Reads one order with all that its page shows: packages, items, why it is not ready, notices, and what people did with it. */
import * as v from 'valibot'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql, type Statements } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'

const text = v.nullable(v.string())
const when = v.nullable(v.date())

const Order = v.object({
  id: v.string(),
  tenantId: v.string(),
  canal: text,
  externalId: text,
  status: v.string(),
  nome: text,
  doc: text,
  telefone: text,
  statusExternos: v.array(v.string()),
  criadoEm: v.date(),
  prontoEm: when,
  retiradoEm: when,
  canceladoEm: when,
  packId: text,
  envioId: text,
  lidoEm: when,
  /** The means by which the store announces orders. */
  meioAviso: v.string(),
  semAviso: v.nullable(v.string()),
})

const Volume = v.object({
  numero: v.number(),
  etiqueta: text,
  peso: v.nullable(v.number()),
  dimensoes: v.unknown(),
  status: text,
  posicao: text,
})

const Item = v.object({ skuExterno: v.string(), sku: text, quantidade: v.number() })

const Reason = v.object({
  codigo: v.string(),
  frase: v.string(),
  eventoId: text,
  erro: text,
})

const Notice = v.object({
  id: v.string(),
  origem: v.string(),
  meio: v.string(),
  status: v.string(),
  erro: text,
  criadoEm: v.date(),
  iniciadoEm: when,
  enviadoEm: when,
  registradoEm: when,
  texto: text,
})

const Act = v.object({
  em: v.date(),
  ator: v.string(),
  acao: v.string(),
  motivo: text,
  retiradoPor: text,
  status: text,
})

export type Notice = v.InferOutput<typeof Notice>
export type Reason = v.InferOutput<typeof Reason>

export interface OrderRead {
  readonly order: v.InferOutput<typeof Order>
  readonly volumes: readonly v.InferOutput<typeof Volume>[]
  readonly items: readonly v.InferOutput<typeof Item>[]
  /** Why it is not PRONTO, in the order in which to solve the reasons. */
  readonly reasons: readonly Reason[]
  /** Oldest first. */
  readonly notices: readonly Notice[]
  /** Oldest first. */
  readonly acts: readonly v.InferOutput<typeof Act>[]
}

/** Null where the operator may see no such order. */
export async function readOrder(
  query: Query,
  operator: Operator,
  id: string,
): Promise<OrderRead | null> {
  return query.as(operator).transaction(async (run) => {
    const order = await run.maybeOne(sql.type(Order)`
      select
        e.id, e.tenant_id as "tenantId", e.canal, e.external_id as "externalId", e.status,
        e.destinatario_nome as nome, e.destinatario_doc as doc, e.destinatario_telefone as telefone,
        array_remove(
          array[e.status_externo, e.status_externo_pedido, e.status_externo_envio], null
        ) as "statusExternos",
        e.created_at as "criadoEm", e.ready_at as "prontoEm", e.picked_up_at as "retiradoEm",
        e.cancelado_em as "canceladoEm",
        m.pack_id as "packId", m.envio_id as "envioId", m.lido_em as "lidoEm",
        loja.meio_aviso as "meioAviso", e.sem_aviso as "semAviso"
      from ops.pedido as e
      join ops.tenant as loja on loja.id = e.tenant_id
      left join ops.pedido_marketplace as m
        on m.tenant_id = e.tenant_id and m.canal = e.canal and m.external_id = e.external_id
      where e.id = ${id}::bigint
        and ${tenantCondition(operator)}`)
    if (order === null) return null
    return {
      order,
      ...(await parts(run, id)),
      ...(await history(run, id, order.externalId)),
    }
  })
}

async function parts(run: Statements, id: string) {
  return {
    volumes: await run.any(sql.type(Volume)`
      select v.numero, v.etiqueta_externa as etiqueta, v.peso, v.dimensoes, v.status, v.posicao
      from ops.volume as v
      where v.pedido_id = ${id}::bigint
      order by v.numero
      limit 100`),
    items: await run.any(sql.type(Item)`
      select i."skuExterno", i.sku, i.quantidade
      from ops.pedido as p
      cross join lateral jsonb_to_recordset(p.itens) as i (
        "skuExterno" text, sku text, quantidade numeric
      )
      where p.id = ${id}::bigint`),
    reasons: await run.any(sql.type(Reason)`
      select r.codigo, r.frase, r.evento_id as "eventoId", r.erro
      from search.order_reasons(${id}::bigint) with ordinality as r
      order by r.ordinality`),
  }
}

/** The notices of the order, and the acts on it and on them. The audit knows a label by the order's external id. */
async function history(run: Statements, id: string, externalId: string | null) {
  const notices = await run.any(sql.type(Notice)`
    select
      n.id, n.origem, n.meio, n.status, n.erro,
      n.criado_em as "criadoEm", n.iniciada_em as "iniciadoEm", n.enviada_em as "enviadoEm",
      n.registrada_em as "registradoEm", t.texto
    from ops.notificacao as n
    left join search.notice_texts(${id}::bigint) as t on t.id = n.id
    where n.pedido_id = ${id}::bigint
    order by n.id
    limit 100`)
  const objects = notices.map((notice) => notice.id)
  const acts = await run.any(sql.type(Act)`
    select
      a.em, a.ator, a.acao, a.motivo,
      a.detalhe ->> 'retiradoPor' as "retiradoPor", a.detalhe ->> 'status' as status
    from ops.auditoria as a
    where (a.objeto = 'pedido' and a.objeto_id = ${id})
      or (
        a.objeto = 'pedido' and a.objeto_id = ${externalId ?? ''} and a.acao = 'etiqueta.buscar'
        and a.tenant_id = (select p.tenant_id from ops.pedido as p where p.id = ${id}::bigint)
      )
      or (a.objeto = 'notificacao' and a.objeto_id = any(${sql.array(objects, 'text')}))
    order by a.id
    limit 100`)
  return { notices, acts }
}
