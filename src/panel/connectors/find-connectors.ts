/** Connectors as the screens show them, with their breakers and what their synchronisation last did. */
import * as v from 'valibot'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { isId } from '../../core/id.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

const Breaker = v.object({
  operacao: v.string(),
  estado: v.string(),
  mudouEm: v.string(),
  reabreEm: v.nullable(v.string()),
})

const Sync = v.object({
  tarefa: v.string(),
  concluidoEm: v.nullable(v.string()),
  ate: v.nullable(v.string()),
  erro: v.nullable(v.string()),
  vistos: v.nullable(v.number()),
  novos: v.nullable(v.number()),
})

const Connector = v.object({
  id: v.string(),
  tenantId: v.string(),
  loja: v.string(),
  canal: v.string(),
  clientId: v.nullable(v.string()),
  applicationId: v.nullable(v.string()),
  userId: v.nullable(v.string()),
  status: v.string(),
  motivo: v.nullable(v.string()),
  tokenExpiraEm: v.nullable(v.date()),
  ultimoSincronismo: v.nullable(v.date()),
  caminho: v.nullable(v.string()),
  lockVersion: v.number(),
  ligado: v.boolean(),
  exige: v.array(v.picklist(['HMAC', 'HMAC_TEMPO', 'SEGREDO'])),
  ipModo: v.picklist(['DESLIGADA', 'OBSERVAR', 'EXIGIR']),
  ipLista: v.array(v.string()),
  clientSecretEm: v.nullable(v.date()),
  refreshTokenEm: v.nullable(v.date()),
  hmacEm: v.nullable(v.date()),
  hmacAnteriorAte: v.nullable(v.date()),
  segredoEm: v.nullable(v.date()),
  segredoAnteriorAte: v.nullable(v.date()),
  disjuntores: v.array(Breaker),
  sincronismos: v.array(Sync),
})

export type Connector = v.InferOutput<typeof Connector>

/** At most 200, by store. */
export async function findConnectors(
  query: Query,
  operator: Operator,
): Promise<readonly Connector[]> {
  return query.as(operator).any(sql.type(Connector)`
    ${columns} where ${tenantCondition(operator)} order by e.tenant_id, e.id limit 200`)
}

/** Null where there is none of that id, or it is another store's. */
export async function findConnector(
  query: Query,
  operator: Operator,
  id: string,
): Promise<Connector | null> {
  if (!isId(id)) return null
  return query.as(operator).maybeOne(sql.type(Connector)`
    ${columns} where ${tenantCondition(operator)} and e.id = ${id}::bigint`)
}

const columns = sql.fragment`
  select
    e.id, e.tenant_id as "tenantId", t.nome as loja, e.canal, e.client_id as "clientId",
    e.application_id as "applicationId", e.user_id as "userId", e.status, e.motivo,
    e.access_token_expira_em as "tokenExpiraEm", e.last_sync_at as "ultimoSincronismo", e.caminho,
    e.lock_version as "lockVersion", 'integracao.' || lower(e.canal) || '.enabled' = any (t.flags) as ligado,
    e.exige, e.ip_modo as "ipModo", e.ip_lista as "ipLista", e.client_secret_em as "clientSecretEm",
    e.refresh_token_em as "refreshTokenEm", e.hmac_em as "hmacEm", e.hmac_anterior_ate as "hmacAnteriorAte",
    e.segredo_em as "segredoEm", e.segredo_anterior_ate as "segredoAnteriorAte",
    (
      select coalesce(
        json_agg(
          json_build_object('operacao', d.operacao, 'estado', d.estado, 'mudouEm', d.mudou_em, 'reabreEm', d.reabre_em)
          order by d.operacao
        ),
        '[]'
      )
      from ops.disjuntor as d
      where d.conector_id = e.id
    ) as disjuntores,
    (
      select coalesce(
        json_agg(
          json_build_object(
            'tarefa', s.tarefa, 'concluidoEm', s.concluido_em, 'ate', s.ate, 'erro', s.erro,
            'vistos', s.resultado -> 'vistos', 'novos', s.resultado -> 'novos'
          )
          order by s.tarefa
        ),
        '[]'
      )
      from ops.sincronismo as s
      where s.conector_id = e.id
    ) as sincronismos
  from ops.conector as e
  join ops.tenant as t on t.id = e.tenant_id`
