/** Checks what was fetched: each finished fetch request has made its order once, as the marketplace shows it. */
import type pg from 'pg'
import type { Faults } from '../core/check-effect.ts'

/**
 * The relay may have been stopped during its fetch requests: what it has fetched may still wait in the outbox for its
 * effect. All events of tenants other than `seller` must have had theirs. `repeated` counts the requests for what had
 * been requested before.
 */
export async function enrichmentFaults(
  client: pg.Client,
  repeated: number,
  seller = 123,
): Promise<Faults> {
  await client.query('analyze')
  const { rows } = await client.query<{ lost: number; twice: number }>(
    `
    select
      (select count(*)::int from hub.integracao_outbox where status = 'MORTO')
        + (select count(*)::int from hub.integracao_evento where tenant_id <> $1 and status <> 'PROCESSADO')
        + (
          select count(*)::int
          from hub.integracao_evento as request
          where request.tipo = 'NOTIFICACAO'
            and request.status = 'PROCESSADO'
            and not exists (
              select
              from hub.pedido as p
              where p.external_id = split_part(request.external_id, '/', 3)
                and p.reg_etiqueta is not null
            )
            and not exists (
              select
              from hub.integracao_evento as e
              join hub.integracao_outbox as o on o.evento_id = e.id
              where e.external_id = split_part(request.external_id, '/', 3)
            )
        ) as lost,
      (
        select count(*)::int
        from (
          select from hub.integracao_evento group by tenant_id, external_id, tipo having count(*) > 1
        ) as again
      ) as twice`,
    [seller],
  )
  const { lost = 0, twice = 0 } = rows[0] ?? {}
  return { lost, duplicated: twice + repeated, inversions: 0 }
}
