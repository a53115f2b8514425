/** Connectors as the screens show them, with their breakers and the last result of each synchronisation task. */
import * as v from 'valibot'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { isId } from '../../core/id.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'

const Breaker = v.object({
  operation: v.string(),
  state: v.string(),
  changedAt: v.string(),
  reopensAt: v.nullable(v.string()),
})

const Sync = v.object({
  task: v.string(),
  endedAt: v.nullable(v.string()),
  readUntil: v.nullable(v.string()),
  error: v.nullable(v.string()),
  seen: v.nullable(v.number()),
  found: v.nullable(v.number()),
})

const Connector = v.object({
  id: v.string(),
  tenantId: v.string(),
  storeName: v.string(),
  canal: v.string(),
  clientId: v.nullable(v.string()),
  applicationId: v.nullable(v.string()),
  userId: v.nullable(v.string()),
  status: v.string(),
  reason: v.nullable(v.string()),
  tokenExpiresAt: v.nullable(v.date()),
  lastSyncAt: v.nullable(v.date()),
  path: v.nullable(v.string()),
  lockVersion: v.number(),
  isOn: v.boolean(),
  required: v.array(v.picklist(['HMAC', 'HMAC_TEMPO', 'SEGREDO'])),
  ipMode: v.picklist(['DESLIGADA', 'OBSERVAR', 'EXIGIR']),
  ipList: v.array(v.string()),
  clientSecretAt: v.nullable(v.date()),
  refreshTokenAt: v.nullable(v.date()),
  hmacAt: v.nullable(v.date()),
  previousHmacUntil: v.nullable(v.date()),
  sharedSecretAt: v.nullable(v.date()),
  previousSharedSecretUntil: v.nullable(v.date()),
  breakers: v.array(Breaker),
  syncs: v.array(Sync),
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

/** Null if there is none with that id, or the operator may not see its store. */
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
    e.id, e.tenant_id as "tenantId", t.nome as "storeName", e.canal, e.client_id as "clientId",
    e.application_id as "applicationId", e.user_id as "userId", e.status, e.motivo as reason,
    e.access_token_expira_em as "tokenExpiresAt", e.last_sync_at as "lastSyncAt", e.caminho as path,
    e.lock_version as "lockVersion", 'integracao.' || lower(e.canal) || '.enabled' = any (t.flags) as "isOn",
    e.exige as required, e.ip_modo as "ipMode", e.ip_lista as "ipList", e.client_secret_em as "clientSecretAt",
    e.refresh_token_em as "refreshTokenAt", e.hmac_em as "hmacAt", e.hmac_anterior_ate as "previousHmacUntil",
    e.segredo_em as "sharedSecretAt", e.segredo_anterior_ate as "previousSharedSecretUntil",
    (
      select coalesce(
        json_agg(
          json_build_object('operation', d.operacao, 'state', d.estado, 'changedAt', d.mudou_em, 'reopensAt', d.reabre_em)
          order by d.operacao
        ),
        '[]'
      )
      from ops.disjuntor as d
      where d.conector_id = e.id
    ) as breakers,
    (
      select coalesce(
        json_agg(
          json_build_object(
            'task', s.tarefa, 'endedAt', s.concluido_em, 'readUntil', s.ate, 'error', s.erro,
            'seen', s.resultado -> 'vistos', 'found', s.resultado -> 'novos'
          )
          order by s.tarefa
        ),
        '[]'
      )
      from ops.sincronismo as s
      where s.conector_id = e.id
    ) as syncs
  from ops.conector as e
  join ops.tenant as t on t.id = e.tenant_id`
