/** A store with one of everything that a routine could show. `marca` is in everything that only this store has. */
import { randomUUID } from 'node:crypto'
import { append, drain, prepareTenant, readyPayload } from '../relay/engine.ts'
import type { SqlClient } from '../database/sql-client.ts'

/** The ids of a store's things, each as a routine takes it. */
export interface StoreThings {
  readonly tenant: number
  readonly marca: string
  readonly pronto: string
  readonly retirado: string
  readonly evento: string
  /** A dead row. */
  readonly linha: string
  /** A dead row that was discarded, by the act `chave`. */
  readonly descartada: string
  readonly chave: string
  /** A notice of which nobody knows whether it went out. */
  readonly incerto: string
  readonly lote: string
  readonly andando: string
  readonly conector: string
  /** A webhook secret that is reserved. */
  readonly segredo: string
  readonly operador: string
  readonly login: string
  readonly token: string
}

/** Ids of nothing. */
export const NOTHING: StoreThings = {
  tenant: 999,
  marca: 'NADA',
  pronto: '900000000001',
  retirado: '900000000002',
  evento: '900000000003',
  linha: '900000000004',
  descartada: '900000000005',
  chave: randomUUID(),
  incerto: '900000000006',
  lote: '900000000007',
  andando: '900000000008',
  conector: '900000000009',
  segredo: '900000000010',
  operador: '900000000011',
  login: 'ninguem',
  token: '900000000012',
}

/** Orders, codes and keys have the same names in every store. Names of people and accounts contain `marca`. */
export async function fillStore(
  client: SqlClient,
  tenant: number,
  marca: string,
): Promise<StoreThings> {
  const one = (text: string, params: readonly unknown[] = [tenant]) =>
    client.value<string>(text, params)
  await prepareTenant(client, tenant)
  await client.rows(`select tenants.save_tenant($1, $2, $2, $2, null, 'teste')`, [tenant, marca])
  const conector = await one(`select connectors.save_connector($1, 'ML', $2, $2, $2, 'teste')`, [
    tenant,
    marca,
  ])
  await client.rows(`select connectors.save_client_secret($1, $2, 'teste')`, [conector, marca])
  await client.rows(
    `select connectors.activate_webhook_secret(connectors.reserve_webhook_secret($1), $2, '1 h', 'teste')`,
    [conector, marca],
  )
  await client.rows(
    `insert into hub.conector_disjuntor (conector_id, operacao, estado, mudou_em) values ($1, 'pedidos', 'ABERTO', now())`,
    [conector],
  )
  await client.rows(
    `insert into hub.conector_sincronismo (conector_id, tarefa, erro) values ($1, 'MISSED_FEEDS', $2)`,
    [conector, marca],
  )
  for (const address of ['203.0.113.7', '203.0.113.8'])
    await client.rows(`select ingress.count_source($1, $2, false, 5)`, [conector, address])
  const payload = {
    ...readyPayload,
    destinatario: { ...readyPayload.destinatario, nome: `${marca} Silva` },
  }
  const unmapped = {
    ...payload,
    itens: [{ sku: 'SEM-MAPA', quantidade: 1 }],
    status: 'novo',
  }
  await append(client, [
    ...['PRONTO', 'INCERTO', 'RETIRADO'].map((externalId) => ({
      externalId,
      tenantId: tenant,
      payload,
    })),
    ...['ESPERA-1', 'ESPERA-2'].map((externalId) => ({
      externalId,
      tenantId: tenant,
      payload: unmapped,
    })),
  ])
  await drain(client)
  const [linha, descartada] = await append(
    client,
    ['MORTO', 'DESCARTADO'].map((externalId) => ({
      externalId,
      tenantId: tenant,
      payload,
    })),
  )
  for (const dead of [linha, descartada])
    await client.rows(
      `select relay.settle_failure($1, null, '22P02', 'recusado ' || $2, 'teste', '{}')`,
      [dead?.id, marca],
    )
  const chave = randomUUID()
  await client.rows(`select relay.discard($1, 'não serve', 'teste', null, $2)`, [
    descartada?.id,
    chave,
  ])
  const order = (externo: string) =>
    one(`select id from hub.pedido where tenant_id = $1 and external_id = $2`, [tenant, externo])
  const retirado = await order('RETIRADO')
  await client.rows(`select processing.pick_up($1, 'operador:maria')`, [retirado])
  const incerto = await one(
    `update hub.notificacao set status = 'INCERTA', iniciada_em = now(), erro = 'prazo' where pedido_id = $1 returning id`,
    [await order('INCERTO')],
  )
  await client.rows(`delete from hub.integracao_outbox where id = $1`, [incerto])
  await client.rows(
    `insert into hub.pedido_marketplace (tenant_id, canal, external_id, pack_id, envio_id, versao, lido_em)
     values ($1, 'ML', 'PRONTO', 'PACK-9', '7001', 1, now())`,
    [tenant],
  )
  const plan = () =>
    one(
      `select bulk.plan('DESCARTAR', '{}', array[$2]::bigint[], 'teste', array[$1]::bigint[], $3)`,
      [tenant, linha?.id, marca],
    )
  const andando = await plan()
  await client.rows(`select bulk.confirm($1, 1, 'teste')`, [andando])
  const login = marca.toLowerCase()
  const operador = await one(
    `select access.create_operator($2, $2, 'leitor', array[$1]::bigint[], null, 'teste')`,
    [tenant, login],
  )
  await client.rows(
    `select access.open_session($1, sha256(convert_to($2, 'UTF8')), '127.0.0.1', 'x')`,
    [operador, login],
  )
  return {
    tenant,
    marca,
    pronto: await order('PRONTO'),
    retirado,
    evento: await one(
      `select min(id) from hub.integracao_evento where tenant_id = $1 and external_id = 'PRONTO'`,
    ),
    linha: linha?.id ?? '',
    descartada: descartada?.id ?? '',
    chave,
    incerto,
    lote: await plan(),
    andando,
    conector,
    segredo: await one(`select connectors.reserve_webhook_secret($1)`, [conector]),
    operador,
    login,
    token: await one(
      `select access.create_token($2, 'leitor', array[$1]::bigint[], sha256(convert_to($2, 'UTF8')), 'teste')`,
      [tenant, marca],
    ),
  }
}
