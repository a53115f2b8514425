/** Undoing a hand-over: the order is what its registers say, whatever came meanwhile. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

const { destinatario, itens, volume, etiqueta } = readyPayload

async function hub(t: TestContext): Promise<SqlClient> {
  const client = await sqlClient(t, (await testDatabase(t)).url)
  await prepareTenant(client)
  for (const [externo, interno] of [
    ['cancelled', 'CANCELADO'],
    ['delivered', 'RETIRADO'],
  ]) {
    await client.rows(`select processing.save_status_mapping(123, 'ML', $1, $2, true, 'teste')`, [
      externo,
      interno,
    ])
  }
  return client
}

const orderOf = (client: SqlClient, externalId: string) =>
  client.value<string>('select id from hub.pedido where external_id = $1', [externalId])

const pickUp = (client: SqlClient, id: string, chave: string | null = null) =>
  client.value<Date | null>(
    `select processing.pick_up($1, 'ana', '{123}', 'TITULAR', 'cliente no balcão', $2)`,
    [id, chave],
  )

const undo = (client: SqlClient, id: string, chave: string | null = null, after = '0 s') =>
  client.value<string>(
    `select processing.undo_pick_up($1, 'pedido errado', 'ana', '{123}', $2, clock_timestamp() + $3::interval)`,
    [id, chave, after],
  )

async function stateOf(client: SqlClient, externalId: string) {
  const [state] = await client.rows(
    `select p.status, p.ready_at is not null as pronto, p.picked_up_at is not null as retirado,
       p.cancelado_em is not null as cancelado, p.reg_etiqueta, p.reg_status,
       (select array_agg(v.status::text) from hub.volume as v where v.pedido_id = p.id) as volumes,
       (select count(*)::int from hub.notificacao as n where n.pedido_id = p.id) as avisos
     from hub.pedido as p where p.external_id = $1`,
    [externalId],
  )
  return state
}

async function brokenPromises(client: SqlClient): Promise<readonly string[]> {
  const rows = await client.rows<{ promessa: string; exemplos: string[] }>(
    'select promessa, exemplos from ops.verify() where falhas > 0',
  )
  return rows.map(({ promessa, exemplos }) => `${promessa}: ${exemplos.join()}`)
}

test('an undo within ten minutes makes the order PRONTO again, once however often it is asked, and nobody is told twice', async (t) => {
  const client = await hub(t)
  await append(client, [{ externalId: 'A', payload: readyPayload }])
  await drain(client)
  const before = await stateOf(client, 'A')
  const id = await orderOf(client, 'A')
  const [handed, undone] = [randomUUID(), randomUUID()]
  await pickUp(client, id, handed)
  assert.equal(await undo(client, id, undone, '599 s'), 'PRONTO')
  assert.deepEqual(await stateOf(client, 'A'), before)
  // The same forms are sent again: a second click, or the browser's back button.
  assert.equal(await pickUp(client, id, handed), null)
  assert.equal(await undo(client, id, undone), 'PRONTO')
  assert.deepEqual(await stateOf(client, 'A'), before)
  // Another hand-over is a new act.
  await pickUp(client, id, randomUUID())
  assert.equal(await undo(client, id, undone), 'RETIRADO', 'that act was the first hand-over')
  assert.deepEqual(
    await client.rows(
      `select acao, motivo, ator from hub.auditoria where objeto = 'pedido' and objeto_id = $1 order by id`,
      [id],
    ),
    [
      { acao: 'pedido.retirar', motivo: 'cliente no balcão', ator: 'ana' },
      { acao: 'pedido.desfazer_entrega', motivo: 'pedido errado', ator: 'ana' },
      { acao: 'pedido.retirar', motivo: 'cliente no balcão', ator: 'ana' },
    ],
  )
  assert.deepEqual(await brokenPromises(client), [])
})

test('a hand-over that can’t be undone is refused with the reason, and stays as it is', async (t) => {
  const client = await hub(t)
  await append(client, [
    { externalId: 'old', payload: readyPayload },
    { externalId: 'ready', payload: readyPayload },
    { externalId: 'theirs', payload: { ...readyPayload, status: 'delivered' } },
    { externalId: 'both', payload: readyPayload },
    { externalId: 'back', payload: readyPayload },
  ])
  await drain(client)
  const ids: Record<string, string> = {}
  for (const name of ['old', 'ready', 'theirs', 'both', 'back']) {
    ids[name] = await orderOf(client, name)
  }
  for (const name of ['old', 'both', 'back']) await pickUp(client, ids[name] ?? '')
  await undo(client, ids['back'] ?? '')
  const delivered = { tipo: 'STATUS_CHANGED', versao: 2, payload: { status: 'delivered' } } as const
  await append(client, [
    { externalId: 'both', ...delivered },
    { externalId: 'back', ...delivered },
  ])
  await drain(client)
  for (const [name, after, message] of [
    ['old', '601 s', /há mais de dez minutos/],
    ['ready', '0 s', /está PRONTO/],
    ['theirs', '0 s', /foi o marketplace/],
    ['both', '0 s', /marketplace também/],
    ['back', '0 s', /foi o marketplace/],
  ] as const) {
    const before = await stateOf(client, name)
    await assert.rejects(undo(client, ids[name] ?? '', null, after), { code: 'HB409', message })
    assert.deepEqual(await stateOf(client, name), before)
  }
  const call = (motivo: string, tenants: string) =>
    client.value('select processing.undo_pick_up($1, $2, $3, $4)', [
      ids['old'],
      motivo,
      'x',
      tenants,
    ])
  await assert.rejects(call(' ', '{123}'), { code: 'HB422' })
  await assert.rejects(call('x', '{124}'), { code: 'HB404' })
  assert.deepEqual(await brokenPromises(client), [])
})

test('an order that is not PRONTO is handed over for a reason only', async (t) => {
  const client = await hub(t)
  await append(client, [{ externalId: 'A', payload: { destinatario, itens, volume } }])
  await drain(client)
  const id = await orderOf(client, 'A')
  for (const motivo of [null, '', ' ']) {
    await assert.rejects(
      client.value(`select processing.pick_up($1, 'ana', null, 'TITULAR', $2)`, [id, motivo]),
      { code: 'HB422', message: /informe o motivo/ },
    )
  }
  await pickUp(client, id)
  assert.deepEqual(
    await client.rows(`select motivo, detalhe from hub.auditoria where acao = 'pedido.retirar'`),
    [{ motivo: 'cliente no balcão', detalhe: { retiradoPor: 'TITULAR', antes: 'RECEBIDO' } }],
  )
})

const STEPS = ['ready', 'label', 'cancelled', 'delivered', 'again', 'pick up', 'undo'] as const

const PAYLOADS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ready: readyPayload,
  label: { etiqueta },
  cancelled: { status: 'cancelled' },
  delivered: { status: 'delivered' },
  again: { destinatario, itens },
}

test('after an undo an order is as if it had never been handed over, whatever events came meanwhile, and every promise holds', async (t) => {
  const client = await hub(t)
  const steps = fc.array(fc.constantFrom(...STEPS), { minLength: 2, maxLength: 6 })
  const lives = fc.sample(steps, { numRuns: 60, seed: 15 })
  const longest = Math.max(...lives.map((life) => life.length))
  const first = { payload: { destinatario, itens, volume } }
  const both = lives.flatMap((_life, i) => [`A${i}`, `B${i}`])
  await append(
    client,
    both.map((externalId) => ({ externalId, ...first })),
  )
  await drain(client)
  const ids = new Map<string, string>()
  for (const name of both) ids.set(name, await orderOf(client, name))
  /** Refused where there is nothing to do. */
  const tryTo = (act: Promise<unknown>) =>
    act.catch((error: { code?: string }) => assert.equal(error.code, 'HB409'))
  for (let at = 0; at < longest; at += 1) {
    const events = lives.flatMap((life, i) => {
      const payload = PAYLOADS[life[at] ?? '']
      const tipo =
        life[at] === 'cancelled' || life[at] === 'delivered' ? 'STATUS_CHANGED' : 'ORDER_UPDATED'
      return payload === undefined
        ? []
        : [`A${i}`, `B${i}`].map(
            (externalId) => ({ externalId, tipo, versao: at + 2, payload }) as const,
          )
    })
    if (events.length > 0) await append(client, events)
    await drain(client)
    for (const [i, life] of lives.entries()) {
      const id = ids.get(`A${i}`) ?? ''
      if (life[at] === 'pick up') await tryTo(pickUp(client, id))
      if (life[at] === 'undo') await tryTo(undo(client, id))
    }
  }
  let compared = 0
  for (const [i, life] of lives.entries()) {
    await tryTo(undo(client, ids.get(`A${i}`) ?? ''))
    const [a, b] = [await stateOf(client, `A${i}`), await stateOf(client, `B${i}`)]
    const about = life.join(', ')
    assert.equal(a?.['status'], b?.['status'], about)
    assert.deepEqual(a?.['volumes'], b?.['volumes'], about)
    assert.equal(a?.['reg_etiqueta'], b?.['reg_etiqueta'], about)
    assert.ok(Number(a?.['avisos']) <= 1, about)
    // What was PRONTO only while it was handed over, and then cancelled, was never announced.
    if (a?.['status'] === 'PRONTO') assert.deepEqual(a, b, about)
    if (life.includes('pick up')) compared += 1
  }
  assert.ok(compared > 15, String(compared))
  assert.deepEqual(await brokenPromises(client), [])
})
