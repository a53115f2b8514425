/** What a person does with pick-up notices: sends one again, or says whether an uncertain one went out. */
import * as v from 'valibot'
import { type Query, type Scope, sql } from '../db/connect/query.ts'
import { tenantList } from '../db/connect/tenant-scope.ts'
import type { Act } from './act.ts'

const Queued = v.object({ notificacaoId: v.string() })

/**
 * While a notice of the order still waits to leave, that one is the answer: nobody is told twice.
 * @throws HB404 no such order among the person's tenants; HB409 the order is not PRONTO, has no address for the notice, or
 * has a notice that is being sent or is uncertain; HB422 no reason
 */
export async function resendNotice(
  query: Query,
  person: Scope,
  { orderId, reason, key = null }: Act & { readonly orderId: string },
): Promise<v.InferOutput<typeof Queued>> {
  return query.as(person).one(sql.type(Queued)`
    select notifications.resend(
      p_pedido => ${orderId}::bigint,
      p_motivo => ${reason},
      p_ator => ${person.ator},
      p_tenants => ${tenantList(person)},
      p_chave => ${key}::uuid
    ) as "notificacaoId"`)
}

interface NoticeDecision extends Act {
  readonly noticeId: string
  /** True: the notice becomes ENVIADA. False: it becomes FALHOU, and may be sent again. */
  readonly wasSent: boolean
}

/** @throws HB404 no such notice among the person's tenants; HB409 it is not INCERTA; HB422 no reason */
export async function decideNotice(
  query: Query,
  person: Scope,
  { noticeId, wasSent, reason, key = null }: NoticeDecision,
): Promise<void> {
  await query.as(person).any(sql.unsafe`
    select notifications.resolve_uncertain(
      p_notice => ${noticeId}::bigint,
      p_enviada => ${wasSent},
      p_motivo => ${reason},
      p_ator => ${person.ator},
      p_tenants => ${tenantList(person)},
      p_chave => ${key}::uuid
    )`)
}
