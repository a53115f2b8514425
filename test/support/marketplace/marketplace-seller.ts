/** Tenant 123 as a seller of the marketplace, with a connector of an application that has its own address. */
import type { SqlClient } from '../database/sql-client.ts'

export const seller = {
  clientId: '5503910054141466',
  userId: '468424240',
  caminho: 'um-caminho-que-ninguem-adivinha',
} as const

/** Gives the tenant's connector, which must be there, its application and seller. */
export async function connectSeller(client: SqlClient, tenantId = 123): Promise<void> {
  await client.rows(`select connectors.save_connector($1, 'ML', $2, null, $3, 'teste')`, [
    tenantId,
    seller.clientId,
    seller.userId,
  ])
  await client.rows(
    `insert into hub.integracao_aplicacao as a (canal, client_id, caminho) values ('ML', $1, $2)
     on conflict (canal, client_id) do update set caminho = excluded.caminho`,
    [seller.clientId, seller.caminho],
  )
}
