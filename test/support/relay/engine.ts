/** The routines of relay and ingress, called by hand, one call at a time. */
import type { SqlClient } from '../database/sql-client.ts'

export interface EventInput {
  readonly externalId: string
  readonly tenantId?: number
  readonly tipo?: 'ORDER_CREATED' | 'ORDER_UPDATED' | 'LABEL_AVAILABLE' | 'STATUS_CHANGED'
  readonly versao?: number
  /** Of an event that was read rather than sent: when it was read, and what tells it from others of its version. */
  readonly lidoEm?: string
  readonly marca?: string
  /** What is fetched before the event has an effect. */
  readonly recurso?: string
  readonly payload?: Readonly<Record<string, unknown>>
}

export interface StepResult {
  readonly reivindicados: number
  readonly retidos: number
  readonly avisos: number
  readonly falhas: readonly { eventoId: string; status: string; sqlstate: string }[]
  readonly tenants: readonly string[]
  readonly atrasos: readonly (number | null)[]
  readonly vezes: readonly number[]
  readonly reduzir: boolean
}

export const backoff = ['30 s', '2 min', '10 min']

/** A payload that makes an order PRONTO by itself, given the mappings of `prepareTenant`. */
export const readyPayload = {
  destinatario: { nome: 'Maria Silva', doc: '12345678909', telefone: '+5511999990000' },
  itens: [{ sku: 'ABC-1', quantidade: 2 }],
  volume: { peso: 1.2, dimensoes: { altura: 10, largura: 20, comprimento: 30 } },
  etiqueta: 'BR123456789',
  status: 'ready_to_ship',
}

/** A tenant whose channel is on, with SKU ABC-1 and status ready_to_ship mapped. */
export async function prepareTenant(client: SqlClient, tenantId = 123): Promise<void> {
  await client.rows(
    `select tenants.save_tenant($1, 'Loja', 'Rua A, 1', '9h às 18h', null, 'teste')`,
    [tenantId],
  )
  await client.rows(`select tenants.switch_flag($1, 'ML', true, 'teste')`, [tenantId])
  await client.rows(`select processing.save_sku_mapping($1, 'ML', 'ABC-1', 'INT-1', 'teste')`, [
    tenantId,
  ])
  await client.rows(
    `select processing.save_status_mapping($1, 'ML', 'ready_to_ship', 'PRONTO', false, 'teste')`,
    [tenantId],
  )
}

/** Appends as the ingress does. Resolves to the ids in the order given. */
export async function append(
  client: SqlClient,
  events: readonly EventInput[],
  /** How long a lock is waited for. [the routine's own time] */
  patienceMs: number | null = null,
): Promise<readonly { id: string; status: string; motivo: string | null }[]> {
  const body = events.map(
    ({
      externalId,
      tenantId = 123,
      tipo = 'ORDER_CREATED',
      versao = 1,
      payload = {},
      ...read
    }) => ({
      canal: 'ML',
      tenantId,
      externalId,
      tipo,
      versao,
      payload,
      ...read,
    }),
  )
  return client.rows(
    'select evento_id as id, status, motivo from ingress.append_events($1, clock_timestamp(), $2) order by posicao',
    [JSON.stringify(body), patienceMs],
  )
}

/** One fused step in the client's session. `agora` moves the clock by an interval, such as `61 s`. */
export async function step(client: SqlClient, limit = 500, agora = '0 s'): Promise<StepResult> {
  const [result] = await client.rows<StepResult & Record<string, unknown>>(
    `select * from relay.step($1, 'teste', $2::interval[], clock_timestamp() + $3::interval)`,
    [limit, backoff, agora],
  )
  if (result === undefined) throw new Error('a step returns one row')
  return result
}

/** Steps until nothing is claimable; resolves to how many rows were claimed in all. */
export async function drain(client: SqlClient, limit = 500): Promise<number> {
  let total = 0
  for (;;) {
    const { reivindicados } = await step(client, limit)
    if (reivindicados === 0) return total
    total += reivindicados
  }
}
