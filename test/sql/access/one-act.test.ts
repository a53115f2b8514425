/** One act a click: a double click, a page that is sent again, or a job that is repeated makes one attempt. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext): Promise<{ client: SqlClient; url: string }> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await prepareTenant(client)
  return { client, url }
}

const reprocess = (client: SqlClient, id: string | undefined, uuid: string | null, force = true) =>
  client.value<string>(`select relay.reprocess($1, 'conferir', 'ana', null, $2, $3)`, [
    id,
    uuid,
    force,
  ])

const attempts = (client: SqlClient) =>
  client.value<number>('select reprocess_count from hub.integracao_evento')

/** What the local driver does with whatever waits. */
async function writeDown(client: SqlClient): Promise<void> {
  const leases = await client.rows<{ id: string; lock_version: number }>(
    `select id, lock_version from notifications.claim('teste', 10, '1 min')`,
  )
  await client.rows(`select notifications.settle_local($1, $2)`, [
    leases.map(({ id }) => id),
    leases.map(({ lock_version }) => lock_version),
  ])
}

const audits = (client: SqlClient, acao: string) =>
  client.value<number>('select count(*)::int from hub.auditoria where acao = $1', [acao])

test('a reprocess asked again with its uuid is the same attempt, even after it has run to its end', async (t) => {
  const { client } = await hub(t)
  const [event] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  await drain(client)
  const uuid = randomUUID()
  assert.equal(await reprocess(client, event?.id, uuid), uuid)
  assert.equal(await reprocess(client, event?.id, uuid), uuid)
  assert.equal(await drain(client), 1)
  assert.equal(await reprocess(client, event?.id, uuid, false), uuid, 'the page is sent again')
  assert.equal(await drain(client), 0)
  assert.equal(await attempts(client), 1)
  assert.equal(await audits(client, 'evento.reprocessar'), 1)
  assert.notEqual(
    await reprocess(client, event?.id, randomUUID()),
    uuid,
    'another form, another act',
  )
})

test('eight clicks of one form at the same instant are one attempt', async (t) => {
  const { client, url } = await hub(t)
  const [event] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  await drain(client)
  const uuid = randomUUID()
  const hands = await Promise.all(Array.from({ length: 8 }, () => sqlClient(t, url)))
  const working = { now: true }
  const relaying = (async () => {
    const relay = await sqlClient(t, url)
    while (working.now) await drain(relay)
  })()
  const answers = await Promise.all(hands.map((hand) => reprocess(hand, event?.id, uuid)))
  working.now = false
  await relaying
  assert.deepEqual([...new Set(answers)], [uuid])
  assert.equal(await attempts(client), 1)
})

test('a uuid that served another attempt never makes a second one', async (t) => {
  const { client } = await hub(t)
  const [event] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  await drain(client)
  const [mine, hers] = [randomUUID(), randomUUID()]
  assert.equal(await reprocess(client, event?.id, mine), mine)
  assert.equal(await reprocess(client, event?.id, hers), mine, 'one attempt waits already')
  assert.equal(await drain(client), 1)
  assert.equal(await reprocess(client, event?.id, hers), mine)
  assert.equal(await attempts(client), 1)
  assert.equal(await audits(client, 'evento.reprocessar'), 2, 'both people are in the audit')
})

test('an applied event is applied again only when forced', async (t) => {
  const { client } = await hub(t)
  const [event] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  const early = randomUUID()
  assert.equal(await reprocess(client, event?.id, early, false), early, 'not applied yet')
  await drain(client)
  await assert.rejects(reprocess(client, event?.id, randomUUID(), false), {
    code: 'HB409',
    message: /já foi processado/,
  })
  await reprocess(client, event?.id, randomUUID(), true)
  assert.equal(await attempts(client), 2)
})

test('a reprocess does not wait for the step that has the event, and the step is not undone by it', async (t) => {
  const { client, url } = await hub(t)
  const relay = await sqlClient(t, url)
  const [event] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  await relay.rows('begin')
  await relay.rows(`select * from relay.claim_rows(0, 10, clock_timestamp())`)
  await assert.rejects(reprocess(client, event?.id, randomUUID()), {
    code: 'HB409',
    message: /agora/,
  })
  await relay.rows('rollback')
  await reprocess(client, event?.id, randomUUID())
})

test('a resend asked again with its uuid is the same notice, even after that has left', async (t) => {
  const { client } = await hub(t)
  await append(client, [{ externalId: 'A', payload: readyPayload }])
  await drain(client)
  const order = await client.value<string>('select id from hub.pedido')
  const resend = (uuid: string | null) =>
    client.value<string>(`select notifications.resend($1, 'pediu', 'ana', null, $2)`, [order, uuid])
  const [mine, hers] = [randomUUID(), randomUUID()]
  const automatic = await client.value<string>('select id from hub.notificacao')
  const early = randomUUID()
  assert.equal(await resend(early), automatic, 'the automatic one has not left yet')
  await writeDown(client)
  assert.equal(await resend(early), automatic)
  const first = await resend(mine)
  assert.notEqual(first, automatic)
  assert.equal(await resend(hers), first, 'one waits already')
  assert.equal(await resend(null), first)
  await writeDown(client)
  assert.equal(await resend(mine), first)
  assert.equal(await resend(hers), first)
  await client.rows(`select processing.pick_up($1, 'ana')`, [order])
  assert.equal(await resend(mine), first, 'the order has been collected meanwhile')
  assert.equal(
    await client.value(`select count(*)::int from hub.notificacao where origem = 'MANUAL'`),
    1,
  )
  assert.equal(await audits(client, 'notificacao.reenviar'), 3)
})

test('the preview says what a reprocess would do, and writes nothing', async (t) => {
  const { client } = await hub(t)
  const [event] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  const preview = async (tenants: string | null = null) =>
    client.rows<{ tipo: string; codigo: string; frase: string }>(
      'select * from search.reprocess_preview($1, $2)',
      [event?.id, tenants],
    )
  const codes = async () => (await preview()).map(({ tipo, codigo }) => `${tipo} ${codigo}`)
  assert.deepEqual(await codes(), ['EFEITO CRIA_PEDIDO'])
  await drain(client)
  await writeDown(client)
  const said = await preview()
  assert.deepEqual(
    said.map(({ codigo }) => codigo),
    ['JA_APLICADO', 'ATUALIZA_PEDIDO', 'AVISO_REGISTRADA'],
  )
  assert.match(
    said[2]!.frase,
    /^o aviso de retirada não é reenviado: foi só registrado em \d\d\/\d\d\/\d{4} às \d\d:\d\d: nenhum gateway está configurado$/,
  )
  await client.rows(`delete from hub.mapeamento_sku`)
  assert.ok((await codes()).includes('EFEITO FALTA_MAPEAMENTO'))
  await client.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  assert.ok((await codes()).includes('EFEITO ESTACIONA'))
  await assert.rejects(preview('{124}'), { code: 'HB404' })
  await client.rows('begin read only')
  await preview()
  await client.rows('commit')
  const [copy] = await append(client, [{ externalId: 'A', payload: readyPayload }])
  assert.deepEqual(
    (await client.rows('select * from search.reprocess_preview($1)', [copy?.id])).map(
      ({ tipo }) => tipo,
    ),
    ['RECUSA'],
  )
})

test('a payload is revealed exactly, for a reason, to its tenant, and the audit has one row of it', async (t) => {
  const { client } = await hub(t)
  await client.rows(
    `select * from ingress.append_events('[{"canal":"ML","tenantId":123,"externalId":"A","tipo":"ORDER_CREATED","versao":1,
      "payload":{"n":12345678901234567890.10,"destinatario":{"nome":"Maria Silva"}}}]')`,
  )
  const id = await client.value('select id from hub.integracao_evento')
  const reveal = (motivo: string, tenants: string | null = null) =>
    client.value<string>(`select audit.reveal_payload($1, $2, 'ana', $3)`, [id, motivo, tenants])
  const text = await reveal('cliente ligou', '{123}')
  assert.ok(text.includes('12345678901234567890.10') && text.includes('Maria Silva'))
  await assert.rejects(reveal(' '), { code: 'HB422' })
  await assert.rejects(reveal('x', '{124}'), { code: 'HB404' })
  assert.deepEqual(
    await client.rows(
      `select ator, objeto, motivo, detalhe from hub.auditoria where acao = 'payload.revelar'`,
    ),
    [{ ator: 'ana', objeto: 'evento', motivo: 'cliente ligou', detalhe: {} }],
  )
})

test('the audit says whether the holder or an authorized person collected, and never a name', async (t) => {
  const { client } = await hub(t)
  await append(client, [{ externalId: 'A', payload: readyPayload }])
  await drain(client)
  const pickUp = (by: string) =>
    client.rows(`select processing.pick_up(p.id, 'ana', null, $1) from hub.pedido as p`, [by])
  await assert.rejects(pickUp('Maria Silva'), { code: 'HB422' })
  await pickUp('AUTORIZADO')
  assert.deepEqual(
    await client.value(`select detalhe from hub.auditoria where acao = 'pedido.retirar'`),
    {
      retiradoPor: 'AUTORIZADO',
    },
  )
})
