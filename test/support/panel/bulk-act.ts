/** Bulk acts driven by hand, through SQL alone, as the panel and the schedule would. */
import type { SqlClient } from '../database/sql-client.ts'

export interface PlanOptions {
  readonly acao?: string
  readonly motivo?: string
  readonly tenants?: string | null
  readonly ritmo?: number
  readonly forcar?: boolean
}

/** Plans an act on these targets; resolves to the lote's id. */
export function plan(
  client: SqlClient,
  targets: readonly (string | number)[],
  {
    acao = 'REPROCESSAR',
    motivo = 'conferir',
    tenants = null,
    ritmo = 500,
    forcar = false,
  }: PlanOptions = {},
): Promise<string> {
  return client.value(`select bulk.plan($1, '{"status":"MORTO"}', $2, 'ana', $3, $4, $5, $6)`, [
    acao,
    targets,
    tenants,
    motivo,
    ritmo,
    forcar,
  ])
}

/** Confirms it with its own total. */
export async function confirm(client: SqlClient, lote: string): Promise<void> {
  await client.rows(
    `select bulk.confirm(l.id, l.total, 'ana') from hub.lote as l where l.id = $1`,
    [lote],
  )
}

/** One turn, `later` after now. */
export function turn(client: SqlClient, later = '10 s', max = 50): Promise<number> {
  return client.value('select bulk.run(clock_timestamp() + $1::interval, $2)', [later, max])
}

/** Turns until none does anything, however slow the pace. */
export async function runToEnd(client: SqlClient): Promise<number> {
  let total = 0
  for (let minutes = 1; ; minutes += 1) {
    const done = await turn(client, `${minutes} min`)
    if (done === 0) return total
    total += done
  }
}

/** Where it stands, as the screens read it. */
export async function progress(client: SqlClient, lote: string) {
  const [row] = await client.rows<{
    status: string
    feitos: number
    recusados: number
    pendentes: number
  }>('select status, feitos, recusados, pendentes from ops.lote where id = $1', [lote])
  return row!
}
