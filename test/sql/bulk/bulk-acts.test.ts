/** Bulk acts are planned, confirmed by a person who has read them, and done once each, whatever is killed meanwhile. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { confirm, plan, progress, runToEnd, turn } from '../../support/panel/bulk-act.ts'
import { testDatabase } from '../../support/database/database.ts'
import { deadEvent, deadNotice, twoTenants } from '../../support/relay/dead-rows.ts'
import { append, drain, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext): Promise<{ client: SqlClient; url: string }> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await twoTenants(client)
  return { client, url }
}

async function processed(client: SqlClient, count: number, tenantId = 123): Promise<string[]> {
  const events = await append(
    client,
    Array.from({ length: count }, (_, n) => ({
      externalId: `P-${n}`,
      tenantId,
      payload: readyPayload,
    })),
  )
  await drain(client)
  return events.map(({ id }) => id)
}

const perEvent = (client: SqlClient) =>
  client.rows(
    `select reprocess_count as vezes, count(*)::int as eventos from hub.integracao_evento group by 1 order by 1`,
  )

test('a bulk act does nothing until it is confirmed with its total typed, within 15 minutes', async (t) => {
  const { client } = await hub(t)
  const ids = await processed(client, 3)
  const lote = await plan(client, ids, { forcar: true })
  assert.equal(await turn(client), 0)
  const say = (typed: number, later = '0 s', tenants: string | null = null) =>
    client.rows(`select bulk.confirm($1, $2, 'bia', $3, clock_timestamp() + $4::interval)`, [
      lote,
      typed,
      tenants,
      later,
    ])
  await assert.rejects(say(2), { code: 'HB422', message: /digitado/ })
  await assert.rejects(say(3, '16 min'), { code: 'HB409', message: /15 minutos/ })
  await assert.rejects(say(3, '0 s', '{123}'), { code: 'HB404' }, 'it was planned for all tenants')
  await say(3)
  await assert.rejects(say(3), { code: 'HB409', message: /EM_ANDAMENTO/ })
  assert.equal(await runToEnd(client), 3)
  assert.deepEqual(await progress(client, lote), {
    status: 'CONCLUIDO',
    feitos: 3,
    recusados: 0,
    pendentes: 0,
  })
  assert.deepEqual(await perEvent(client), [{ vezes: 1, eventos: 3 }])
  const [audit] = await client.rows(
    `select ator, motivo from hub.auditoria where acao = 'evento.reprocessar' limit 1`,
  )
  assert.deepEqual(audit, { ator: 'ana', motivo: `lote ${lote}: conferir` })
  assert.deepEqual(
    await client.rows(
      `select ator, acao, tenant_id from hub.auditoria where objeto = 'lote' order by id`,
    ),
    [
      { ator: 'ana', acao: 'lote.planejar', tenant_id: '123' },
      { ator: 'bia', acao: 'lote.confirmar', tenant_id: '123' },
    ],
  )
})

test('a plan that nobody confirms in time is cancelled', async (t) => {
  const { client } = await hub(t)
  const lote = await plan(client, await processed(client, 1))
  await turn(client, '14 min')
  assert.equal((await progress(client, lote)).status, 'PLANEJADO')
  await turn(client, '16 min')
  assert.equal((await progress(client, lote)).status, 'CANCELADO')
})

test('a plan has a reason, a known act, a pace, one to 10,000 targets, and only those of its tenants', async (t) => {
  const { client } = await hub(t)
  const ids = await processed(client, 2)
  const others = await processed(client, 1, 124)
  for (const [targets, options] of [
    [ids, { motivo: ' ' }],
    [ids, { acao: 'APAGAR' }],
    [ids, { ritmo: 0 }],
    [ids, { ritmo: 501 }],
    [[], {}],
    [['999999'], {}],
    [others, { tenants: '{123}' }],
  ] as const) {
    await assert.rejects(plan(client, targets, options), { code: 'HB422' })
  }
  const lote = await plan(client, [...ids, ...ids, ...others, '999999'], { tenants: '{123}' })
  assert.deepEqual(
    await client.rows('select total, ate_evento, tenants, filtro from ops.lote where id = $1', [
      lote,
    ]),
    [{ total: 2, ate_evento: ids[1], tenants: ['123'], filtro: { status: 'MORTO' } }],
  )
  await client.rows(`
    insert into hub.integracao_evento (canal, tenant_id, external_id, tipo, payload_json)
    select 'ML', 123, n::text, 'ORDER_CREATED', '{}' from generate_series(1, 10001) as n`)
  const many = await client.rows<{ id: string }>(
    'select id from hub.integracao_evento order by id desc limit 10001',
  )
  await assert.rejects(
    plan(
      client,
      many.map(({ id }) => id),
    ),
    { code: 'HB422', message: /10\.000/ },
  )
  await plan(
    client,
    many.slice(1).map(({ id }) => id),
  )
})

test('a refused item is noted with its sentence, and stops no other', async (t) => {
  const { client } = await hub(t)
  const [first, second] = await processed(client, 2)
  const dead = await deadEvent(client, 'D')
  const lote = await plan(client, [first!, second!, dead], { acao: 'DESCARTAR' }).catch(
    (error: unknown) => error,
  )
  assert.ok(typeof lote === 'string', 'those that are not in the outbox are left out')
  const mixed = await plan(client, [first!, second!, dead])
  await client.rows(`update hub.integracao_evento set status = 'ERRO' where id = $1`, [second])
  await confirm(client, mixed)
  assert.equal(await runToEnd(client), 3)
  assert.deepEqual(await progress(client, mixed), {
    status: 'CONCLUIDO',
    feitos: 2,
    recusados: 1,
    pendentes: 0,
  })
  assert.deepEqual(
    await client.rows(
      'select alvo_id, status, erro from ops.lote_item where lote_id = $1 order by alvo_id',
      [mixed],
    ),
    [
      {
        alvo_id: first,
        status: 'RECUSADO',
        erro: 'o evento já foi processado; confirme que quer aplicá-lo outra vez',
      },
      { alvo_id: second, status: 'FEITO', erro: null },
      { alvo_id: dead, status: 'FEITO', erro: null },
    ],
  )
})

test('an unforeseen error of an item is noted without the values that it quotes', async (t) => {
  const { client } = await hub(t)
  const ids = await processed(client, 2)
  await client.rows(`
    create function public.veneno() returns trigger language plpgsql as
      $$ begin raise exception 'valor "12345678909" estranho' using errcode = '22000'; end $$;
    create trigger veneno before update on hub.integracao_evento
    for each row when (new.id = ${ids[0]}) execute function public.veneno()`)
  const lote = await plan(client, ids, { forcar: true })
  await confirm(client, lote)
  await runToEnd(client)
  assert.deepEqual(await progress(client, lote), {
    status: 'CONCLUIDO',
    feitos: 1,
    recusados: 1,
    pendentes: 0,
  })
  const erro = await client.value<string>(
    `select erro from hub.lote_item where status = 'RECUSADO'`,
  )
  assert.equal(erro, 'falhou (22000): valor "…" estranho')
})

test('dead rows are given back or discarded in bulk, events and notices', async (t) => {
  const { client } = await hub(t)
  const notice = await deadNotice(client, 'N')
  const ids = [await deadEvent(client, 'A'), await deadEvent(client, 'B'), notice]
  const back = await plan(client, ids, { acao: 'DEVOLVER' })
  await confirm(client, back)
  assert.equal(await runToEnd(client), 3)
  assert.deepEqual(await client.rows('select distinct status from hub.integracao_outbox'), [
    { status: 'PENDENTE' },
  ])
  await client.rows(
    `select relay.settle_failure(id, null, '22000', 'x', 'w', '{}') from hub.integracao_outbox`,
  )
  const away = await plan(client, ids, { acao: 'DESCARTAR' })
  await confirm(client, away)
  assert.equal(await runToEnd(client), 3)
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 0)
})

test('a bulk act is limited to its planner’s tenants', async (t) => {
  const { client } = await hub(t)
  const ids = [...(await processed(client, 1)), ...(await processed(client, 1, 124))]
  const lote = await plan(client, ids, { forcar: true, tenants: '{123,124}' })
  await client.rows(`update hub.lote set tenants = '{123}' where id = $1`, [lote])
  await confirm(client, lote)
  await runToEnd(client)
  assert.deepEqual(await progress(client, lote), {
    status: 'CONCLUIDO',
    feitos: 1,
    recusados: 1,
    pendentes: 0,
  })
  await client.rows('set role hub_service')
  const seen = async (tenants: string) => {
    await client.rows(`select set_config('hub.tenants', $1, false)`, [tenants])
    return [
      await client.value<number>('select count(*)::int from ops.lote'),
      await client.value<number>('select count(*)::int from ops.lote_item'),
    ]
  }
  assert.deepEqual(await seen('{123}'), [1, 1])
  assert.deepEqual(await seen('{124}'), [0, 1])
  assert.deepEqual(await seen(''), [0, 0])
  assert.deepEqual(await seen('*'), [1, 2])
})

test('a bulk act keeps its pace, and does not catch up on time when nothing ran', async (t) => {
  const { client } = await hub(t)
  const lote = await plan(client, await processed(client, 200), { ritmo: 4, forcar: true })
  await confirm(client, lote)
  const from = await client.value<string>('select confirmado_em::text from hub.lote')
  const at = (seconds: number) =>
    client.value<number>(`select bulk.run($1::timestamptz + $2 * interval '1 second')`, [
      from,
      seconds,
    ])
  assert.equal(await at(0.2), 0)
  assert.equal(await at(1), 4)
  assert.equal(await at(1), 0)
  assert.equal(await at(1.6), 2)
  assert.equal(await at(2), 2, 'no part of a second is lost')
  assert.equal(await at(3600), 40, 'an hour later: ten seconds of it')
  assert.equal(await at(3600), 0)
})

test('pause, resume and cancel work only in their states, and are audited', async (t) => {
  const { client } = await hub(t)
  const lote = await plan(client, await processed(client, 30), { ritmo: 1, forcar: true })
  const say = (word: string, tenants: string | null = null) =>
    client.rows(`select bulk.${word}($1, 'ana', $2)`, [lote, tenants])
  await assert.rejects(say('pause'), { code: 'HB409' })
  await assert.rejects(say('resume'), { code: 'HB409' })
  await assert.rejects(say('cancel', '{123}'), { code: 'HB404' })
  await confirm(client, lote)
  assert.equal(await turn(client, '5 s'), 5)
  await say('pause')
  await assert.rejects(say('pause'), { code: 'HB409', message: /PAUSADO/ })
  assert.equal(await turn(client, '1 h'), 0)
  await say('resume')
  assert.equal(await turn(client, '2 s'), 2)
  await say('cancel')
  assert.equal(await turn(client, '1 h'), 0)
  assert.deepEqual(await progress(client, lote), {
    status: 'CANCELADO',
    feitos: 7,
    recusados: 0,
    pendentes: 23,
  })
  await assert.rejects(say('resume'), { code: 'HB409' })
  await assert.rejects(say('cancel'), { code: 'HB409' })
  const acts = await client.rows<{ acao: string }>(
    `select acao from hub.auditoria where objeto = 'lote' order by id`,
  )
  assert.deepEqual(
    acts.map(({ acao }) => acao),
    ['lote.planejar', 'lote.confirmar', 'lote.pausar', 'lote.retomar', 'lote.cancelar'],
  )
})

test('two processes never do one item twice, and a turn that is killed is done again, once', async (t) => {
  const { client, url } = await hub(t)
  const lote = await plan(client, await processed(client, 300), { forcar: true })
  await confirm(client, lote)
  // The turn is caught halfway by a row that it must wait for, and its process killed there.
  const [holder, victim] = [await sqlClient(t, url), await sqlClient(t, url)]
  await client.rows(`create function public.pare() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(77); return new; end $$`)
  await client.rows(`create trigger pare before update on hub.integracao_evento for each row
    when (new.external_id = 'P-20') execute function public.pare()`)
  await client.rows(`alter function bulk.run set lock_timeout = 0`)
  await holder.rows('select pg_advisory_lock(77)')
  const pid = await victim.value('select pg_backend_pid()')
  const killed = assert.rejects(turn(victim))
  await eventually(
    () =>
      client.value<boolean>('select exists (select from pg_locks where pid = $1 and not granted)', [
        pid,
      ]),
    { what: 'the turn is halfway' },
  )
  assert.equal(await turn(client), 0, 'another process finds the lote taken')
  await client.rows('select pg_terminate_backend($1)', [pid])
  await killed
  await holder.rows('select pg_advisory_unlock(77)')
  assert.deepEqual(await progress(client, lote), {
    status: 'EM_ANDAMENTO',
    feitos: 0,
    recusados: 0,
    pendentes: 300,
  })

  const working = { now: true }
  const relaying = (async () => {
    const relay = await sqlClient(t, url)
    while (working.now) await drain(relay)
  })()
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      const hand = await sqlClient(t, url)
      while ((await progress(hand, lote)).status === 'EM_ANDAMENTO') await turn(hand, '1 min', 7)
    }),
  )
  working.now = false
  await relaying
  assert.deepEqual(await progress(client, lote), {
    status: 'CONCLUIDO',
    feitos: 300,
    recusados: 0,
    pendentes: 0,
  })
  assert.deepEqual(await perEvent(client), [{ vezes: 1, eventos: 300 }])
  assert.deepEqual(await client.rows('select * from ops.verify() where falhas > 0'), [])
})

test('an item is not done again after a turn whose answer was lost', async (t) => {
  const { client } = await hub(t)
  const [id] = await processed(client, 1)
  const lote = await plan(client, [id!], { forcar: true })
  await confirm(client, lote)
  await runToEnd(client)
  await drain(client)
  await client.rows(
    `update hub.lote set status = 'EM_ANDAMENTO', feitos = 0; update hub.lote_item set status = 'PENDENTE'`,
  )
  assert.equal(await runToEnd(client), 1)
  assert.deepEqual(await perEvent(client), [{ vezes: 1, eventos: 1 }])
})

test('a locked row comes after the others, and is done when it is free', async (t) => {
  const { client, url } = await hub(t)
  const ids = await processed(client, 3)
  const lote = await plan(client, ids, { forcar: true })
  await confirm(client, lote)
  const holder = await sqlClient(t, url)
  await holder.rows('begin')
  await holder.rows('select from hub.integracao_evento where id = $1 for update', [ids[0]])
  assert.equal(await turn(client, '1 min'), 0)
  assert.equal(await turn(client, '2 min'), 2)
  assert.equal((await progress(client, lote)).pendentes, 1)
  await holder.rows('rollback')
  assert.equal(await turn(client, '3 min'), 1)
  assert.equal((await progress(client, lote)).status, 'CONCLUIDO')
})

test('an event that a step holds is done a turn later', async (t) => {
  const { client, url } = await hub(t)
  const [event] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  const lote = await plan(client, [event!.id])
  await confirm(client, lote)
  const relay = await sqlClient(t, url)
  await relay.rows('begin')
  await relay.rows('select * from relay.claim_rows(0, 10, clock_timestamp())')
  assert.equal(await turn(client, '1 min'), 0)
  await relay.rows('rollback')
  assert.equal(await turn(client, '2 min'), 1)
})

test('the summary counts what is planned by type and status, and says what it will do', async (t) => {
  const { client } = await hub(t)
  const ids = await processed(client, 12)
  const dead = await deadEvent(client, 'D')
  const notice = await deadNotice(client, 'N')
  const summary = async (lote: string, tenants: string | null = null) =>
    client.value<{
      total: number
      maisAntigo: string
      porTipo: unknown
      porStatus: unknown
      amostra: string[]
      efeitos: { codigo: string; total: number }[]
    }>('select bulk.summary($1, $2)', [lote, tenants])
  const codes = ({ efeitos }: { efeitos: { codigo: string; total: number }[] }) =>
    efeitos.map(({ codigo, total }) => `${codigo} ${total}`)
  const lote = await plan(client, [...ids, dead])
  const read = await summary(lote)
  assert.equal(read.total, 13)
  assert.deepEqual(read.porTipo, [{ nome: 'ORDER_CREATED', total: 13 }])
  assert.deepEqual(read.porStatus, [
    { nome: 'PROCESSADO', total: 12 },
    { nome: 'MORTO', total: 1 },
  ])
  assert.deepEqual(read.amostra, ids.slice(0, 10))
  assert.ok(Date.parse(read.maisAntigo) <= Date.now())
  assert.deepEqual(codes(read), ['JA_APLICADO 12', 'SEM_REENVIO 13'])
  assert.deepEqual(codes(await summary(await plan(client, [dead, notice], { acao: 'DEVOLVER' }))), [
    'VOLTA_A_FILA 1',
    'AVISA_CLIENTE 1',
  ])
  assert.deepEqual(
    codes(await summary(await plan(client, [dead, notice], { acao: 'DESCARTAR' }))),
    ['SEM_PEDIDO 1', 'SEM_AVISO 1'],
  )
  await assert.rejects(summary(lote, '{123}'), { code: 'HB404' })
})
