/** Checks the effect of a system: nothing lost, nothing done twice, no older version over a newer one. */
import type pg from 'pg'

export interface Faults {
  /** Stored events that are not PROCESSADO, and orders without their item or volume. */
  readonly lost: number
  /** Executions beyond one for each event. */
  readonly duplicated: number
  /** Orders whose state comes from an older version than their newest event. */
  readonly inversions: number
}

/** `executions` is the number of events that the system reports as handled, repetitions included. */
export async function checkEffect(client: pg.Client, executions: number): Promise<Faults> {
  const { rows } = await client.query<{ events: string; lost: string; inversions: string }>(`
    select
      (select count(*) from hub.integracao_evento where status <> 'DUPLICADO') as events,
      (select count(*) from hub.integracao_evento where status not in ('PROCESSADO', 'DUPLICADO'))
        + (
          select count(*)
          from hub.pedido as p
          where not exists (select from hub.pedido_item as i where i.pedido_id = p.id)
            or not exists (select from hub.volume as v where v.pedido_id = p.id)
        )
        + (
          select count(*)
          from (select distinct tenant_id, canal, external_id from hub.integracao_evento) as e
          where not exists (
            select
            from hub.pedido as p
            where (p.tenant_id, p.canal, p.external_id) = (e.tenant_id, e.canal, e.external_id)
          )
        ) as lost,
      (
        select count(*)
        from (
          select tenant_id, canal, external_id, max(versao) as versao
          from hub.integracao_evento
          where payload_json ? 'itens'
          group by tenant_id, canal, external_id
        ) as e
        join hub.pedido as p using (tenant_id, canal, external_id)
        where p.reg_itens < processing.register_order(e.versao, 'ORDER_CREATED', null)
      ) as inversions`)
  const row = rows[0]
  if (row === undefined) throw new Error('the check answered no row')
  return {
    lost: Number(row.lost),
    duplicated: Math.max(0, executions - Number(row.events)),
    inversions: Number(row.inversions),
  }
}

export function addFaults(all: readonly Faults[]): Faults {
  const sum = (key: keyof Faults) => all.reduce((total, faults) => total + faults[key], 0)
  return { lost: sum('lost'), duplicated: sum('duplicated'), inversions: sum('inversions') }
}
