/** A failing event costs only itself: it is charged alone, and its neighbours end as if it had not been there. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../support/database/database.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import {
  append,
  drain,
  type EventInput,
  prepareTenant,
  readyPayload,
  step,
} from '../../support/relay/engine.ts'

/** What a trigger on that table raises where `condition` holds. */
async function failing(client: SqlClient, table: string, condition: string): Promise<void> {
  await client.rows(`
    create function public.falha_${table}() returns trigger language plpgsql as $$
    begin if ${condition} then raise exception 'falha de propósito'; end if; return new; end $$;
    create trigger falha before insert or update on hub.${table}
    for each row execute function public.falha_${table}()`)
}

async function hub(t: TestContext): Promise<SqlClient> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await prepareTenant(client)
  return client
}

test('a step of 500 events of which a fifth fails finishes all others, and charges each failing one once', async (t) => {
  const client = await hub(t)
  await failing(client, 'pedido', `new.external_id like '%RUIM'`)
  const names = Array.from({ length: 500 }, (_, n) => `${n}-${n % 5 === 2 ? 'RUIM' : 'BOM'}`)
  const stored = await append(
    client,
    names.map((externalId) => ({ externalId, payload: readyPayload })),
  )
  const bad = stored.filter((_, n) => n % 5 === 2).map(({ id }) => id)
  const { reivindicados, falhas, vezes, reduzir } = await step(client, 500)
  assert.deepEqual([reivindicados, reduzir], [500, false])
  assert.equal(
    vezes.reduce((sum, each) => sum + each, 0),
    400,
  )
  assert.deepEqual(new Set(falhas.map(({ eventoId }) => eventoId)), new Set(bad))
  assert.deepEqual(
    await client.rows(
      `select status, motivo, tentativas, count(*)::int as n from hub.integracao_outbox
      where destino = 'PROCESSAR' group by 1, 2, 3`,
    ),
    [{ status: 'AGUARDANDO', motivo: 'RETRY', tentativas: 1, n: 100 }],
  )
  const attempts = `select count(*)::int as n, count(distinct evento_id)::int as eventos from hub.evento_tentativa`
  assert.deepEqual(await client.rows(attempts), [{ n: 100, eventos: 100 }])
})

test('a column that somebody adds to hub.pedido stops neither the others nor the search for what fails', async (t) => {
  const client = await hub(t)
  await client.rows('alter table hub.pedido add column observacao text')
  await failing(client, 'pedido', `new.external_id = 'B'`)
  const [, bad] = await append(
    client,
    ['A', 'B', 'C'].map((externalId) => ({ externalId, payload: readyPayload })),
  )
  await onlyFailed(client, bad?.id)
})

test('of several events of an order that fails, the failing one alone is charged', async (t) => {
  const client = await hub(t)
  await failing(client, 'pedido', `new.reg_etiqueta like '%VENENO'`)
  const [, poison] = await append(client, [
    { externalId: 'A', payload: readyPayload },
    { externalId: 'A', tipo: 'LABEL_AVAILABLE', versao: 2, payload: { etiqueta: 'VENENO' } },
    { externalId: 'A', tipo: 'STATUS_CHANGED', versao: 3, payload: { status: 'ready_to_ship' } },
    { externalId: 'B', payload: readyPayload },
  ])
  await onlyFailed(client, poison?.id)
})

test('an event whose items, and not whose order, fail is charged alone', async (t) => {
  const client = await hub(t)
  await failing(client, 'pedido_item', `new.sku_externo = 'VENENO'`)
  const [, poison] = await append(client, [
    { externalId: 'A', payload: readyPayload },
    { externalId: 'B', payload: { itens: [{ sku: 'VENENO', quantidade: 1 }] } },
    { externalId: 'C', payload: readyPayload },
  ])
  await onlyFailed(client, poison?.id)
})

async function onlyFailed(client: SqlClient, id: string | undefined): Promise<void> {
  const { falhas } = await step(client)
  assert.deepEqual(
    falhas.map(({ eventoId }) => eventoId),
    [id],
  )
  const others = await client.rows(
    'select distinct status, (id = $1) as falhou from hub.integracao_evento order by 2',
    [id],
  )
  assert.deepEqual(others, [
    { status: 'PROCESSADO', falhou: false },
    { status: 'ERRO', falhou: true },
  ])
}

const event = fc.record({
  order: fc.integer({ min: 0, max: 5 }),
  tipo: fc.constantFrom('ORDER_CREATED', 'ORDER_UPDATED', 'LABEL_AVAILABLE', 'STATUS_CHANGED'),
  versao: fc.integer({ min: 0, max: 3 }),
  payload: fc.record(
    {
      destinatario: fc.record({ nome: fc.constantFrom('Maria', 'João') }),
      itens: fc.constantFrom(
        [{ sku: 'ABC-1', quantidade: 1 }],
        [{ sku: 'ABC-1', quantidade: 2 }],
        [{ sku: 'SEM-MAPA', quantidade: 1 }],
      ),
      volume: fc.record({ peso: fc.constantFrom(0.5, 30) }),
      etiqueta: fc.constantFrom('BR1', 'BR2'),
      status: fc.constantFrom('ready_to_ship', 'sem-mapa'),
    },
    { requiredKeys: [] },
  ),
})

test('events end in the same registers, items, volumes and notices beside failing neighbours as without them', async (t) => {
  const { url } = await testDatabase(t)
  // A session that has seen a failure takes another path.
  const calm = await sqlClient(t, url)
  const client = await sqlClient(t, url)
  await prepareTenant(client)
  await prepareTenant(client, 124)
  await failing(client, 'pedido', `new.external_id like '%RUIM%'`)
  let run = 0
  const outcome = async (tenant: number) =>
    client.rows(
      `select p.external_id, p.status, p.ready_at is not null as pronto, p.reg_nome, p.reg_itens, p.reg_peso, p.reg_etiqueta,
        p.reg_status, p.destinatario_nome, v.etiqueta_externa, v.peso, v.status as volume,
        array(select i.sku_externo || coalesce(i.sku_interno, '') || i.quantidade from hub.pedido_item as i
          where i.pedido_id = p.id order by 1) as itens,
        (select count(*) from hub.notificacao as n where n.pedido_id = p.id) as avisos,
        array(select e.status from hub.integracao_evento as e
          where e.tenant_id = p.tenant_id and e.external_id = p.external_id order by e.versao, e.tipo, e.id) as eventos
      from hub.pedido as p left join hub.volume as v on v.pedido_id = p.id
      where p.tenant_id = $1 and p.external_id like $2 order by p.external_id`,
      [tenant, `${run}-%`],
    )
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }),
      async (events, neighbours) => {
        run += 1
        const own = (tenantId: number): EventInput[] =>
          events.map(({ order, ...fields }) => ({
            ...fields,
            tenantId,
            externalId: `${run}-${order}`,
          }))
        const bad = neighbours.map((n) => ({
          tenantId: 124,
          externalId: `${run}-${n}-RUIM`,
          payload: { ...readyPayload, itens: [{ sku: 'SEM-MAPA', quantidade: 1 }] },
        }))
        await append(calm, own(123))
        await drain(calm)
        await append(client, [...bad, ...own(124)])
        await drain(client)
        assert.deepEqual(await outcome(124), await outcome(123))
      },
    ),
    { numRuns: 40, endOnFailure: true },
  )
  assert.deepEqual(
    await client.rows(
      `select distinct status from hub.integracao_evento where external_id like '%RUIM' and duplicado_de is null`,
    ),
    [{ status: 'ERRO' }],
    'the neighbours failed, whatever else they lack',
  )
})
