/**
 * Nothing of a person and no secret is said to anybody: a hub whose people and secrets are canaries lives through what
 * can go wrong at its addresses, at the marketplace and in its database; then all that it has said is searched.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { badAnswers, changed, echo, html, lost } from '../support/canary/canary-answers.ts'
import { buyer, type CanaryHub, openCanaryHub } from '../support/canary/canary-hub.ts'
import {
  canaryEnvelope,
  signed,
  wrongCalls,
  wrongReturns,
  wrongWebhooks,
} from '../support/canary/canary-webhooks.ts'
import { lookAtEverything } from '../support/canary/canary-looks.ts'
import { assertNothingSaid } from '../support/canary/canary-search.ts'
import { eventually } from '../support/eventually.ts'

test('whatever goes wrong, the hub says no token, secret, CPF, telephone or name', async (t) => {
  const hub = await openCanaryHub(t)
  await t.test('strangers send wrong requests to every address', () => sendWrongCalls(hub))
  await t.test('sellers come back with wrong codes, then with the right one', () => authorize(hub))
  await t.test('an order is announced and fetched, and its notice is sent', () => liveOneOrder(hub))
  await t.test('the marketplace answers badly', () => answerBadly(hub))
  await t.test('tokens are refused, lost and echoed', () => loseTokens(hub))
  await t.test('the database fails on what is about people', () => failInDatabase(hub))
  await t.test('operators look at all of it', () => lookAtEverything(hub))
  await t.test('nothing of people or secrets was said', () => assertNothingSaid(hub))
})

async function sendWrongCalls(hub: CanaryHub): Promise<void> {
  const { call, notify, sql } = hub
  for (const { what, address, status, init } of [...wrongWebhooks(hub), ...wrongCalls(hub)]) {
    assert.equal((await call(address, init)).status, status, what)
  }
  assert.equal(await notify({ application_id: 999 }), '')
  assert.equal(await notify({ user_id: buyer.doc }), '')
  for (const resource of [`/orders/${buyer.firstName}`, `/orders/1?${buyer.lastName}`, buyer.doc]) {
    await notify({ resource })
  }
  const ignored = `select count(*)::int from hub.integracao_evento where status = 'IGNORADO'`
  assert.equal(await sql.value(ignored), 3)
  await eventually(
    async () => {
      const rows = await sql.rows('select distinct causa from hub.integracao_recusa order by causa')
      return [
        'APLICACAO_DIVERGENTE',
        'ASSINATURA_INVALIDA',
        'EVENTO_INVALIDO',
        'VENDEDOR_DESCONHECIDO',
      ].every((causa) => rows.some((row) => row['causa'] === causa))
    },
    { what: 'the refusals are counted' },
  )
}

async function authorize(hub: CanaryHub): Promise<void> {
  const { call, authorization, market, sql, canaries } = hub
  for (const { what, address, status } of wrongReturns(hub)) {
    assert.equal((await call(address)).status, status, what)
  }
  const [refused, right] = await Promise.all([authorization(), authorization()])
  market.instead('/oauth/token', echo(400, { error: 'invalid_grant' }))
  const page = await call(refused)
  assert.equal(page.status, 400)
  assert.match(page.text, /não aceitou o código/)
  assert.equal((await call(right)).status, 200)
  assert.match((await call(right)).text, /já foi usada/)
  assert.equal(await sql.value('select status from hub.integracao_conector'), 'ATIVO')
  for (const name of ['state', 'code', 'code_verifier']) {
    assert.equal(canaries.count(name), 2, `each ${name} was seen`)
  }
}

async function liveOneOrder({ paidOrder, sandbox, sql }: CanaryHub): Promise<void> {
  const order = paidOrder()
  sandbox.truth.move(sandbox.truth.ship([order]), 'ready_to_ship', 'printed')
  assert.ok((await sandbox.notices.send()) > 2)
  await eventually(
    () => sql.value(`select count(*) = 1 from hub.notificacao where status = 'REGISTRADA'`),
    { what: 'the notice is sent' },
  )
}

async function answerBadly(hub: CanaryHub): Promise<void> {
  const { paidOrder, notify, settled, market, sandbox, sql } = hub
  let last = ''
  for (const { answer, resultado, erro, times } of badAnswers) {
    const path = `/orders/${paidOrder().id}`
    market.instead(path, answer, times)
    last = await notify({ resource: path })
    await settled(last, resultado, erro)
  }
  await settled(last, 'CONCLUIDO')

  const hidden = paidOrder()
  const { id } = sandbox.truth.ship([hidden])
  const destination = { receiver_name: 'XXXXXXX', receiver_phone: 'XXXXXXX' }
  market.instead(
    `/shipments/${id}`,
    changed(() => ({ destination })),
  )
  await settled(await notify({ resource: `/orders/${hidden.id}` }), 'CONCLUIDO')

  for (let n = 1; n <= 5; n++) {
    const resource = `/shipments/4400000000${n}`
    market.instead(resource, html(500))
    await settled(await notify({ topic: 'shipments', resource }), 'FALHA', 'respondeu 500')
  }
  const open = `select count(*) = 1 from ops.disjuntor where estado = 'ABERTO'`
  await eventually(() => sql.value(open), { what: 'the breaker is open' })
  const interrupted = await notify({ topic: 'shipments', resource: '/shipments/44000000006' })
  const why = 'as consultas estão interrompidas após falhas seguidas'
  await settled(interrupted, 'ADIADO', why)
}

async function loseTokens(hub: CanaryHub): Promise<void> {
  const { paidOrder, notify, settled, market, sandbox, sql, authorization, call, canaries } = hub
  const token = '/oauth/token'
  /** The access token is of no use, and what becomes of the next order's fetch request. */
  async function expire(resultado: string, erro?: string): Promise<string> {
    sandbox.grants.expireAccess()
    const eventId = await notify({ resource: `/orders/${paidOrder().id}` })
    await settled(eventId, resultado, erro)
    return eventId
  }
  const before = canaries.count('access_token')
  await expire('CONCLUIDO')
  assert.equal(canaries.count('access_token'), before + 1, 'a 401 brought a new pair')

  market.instead(token, echo(400, { error: 'invalid_client' }))
  const notAccepted =
    'o Mercado Livre não aceita a aplicação: confira client_id e client_secret; respondeu 400: invalid_client'
  await expire('ADIADO', notAccepted)
  market.instead(token, html(503), 2)
  await expire('ADIADO', 'respondeu 503')

  for (const ending of [echo(400, { error: 'invalid_grant' }), lost]) {
    market.instead(token, ending)
    const parked = await expire('ESTACIONADO')
    assert.equal(await sql.value('select status from hub.integracao_conector'), 'REAUTORIZAR')
    const [another, right] = await Promise.all([authorization(), authorization()])
    market.instead(
      token,
      changed(() => ({ user_id: 1 })),
    )
    assert.match((await call(another)).text, /não é a deste conector/)
    assert.equal((await call(right)).status, 200)
    await settled(parked, 'CONCLUIDO')
  }
}

async function failInDatabase(hub: CanaryHub): Promise<void> {
  const { sql, call, paidOrder, notify, market, service } = hub
  const send = (externalId: string, payload: object = {}) => {
    const { address, init } = signed(hub, canaryEnvelope({ externalId }, payload))
    return call(address, init)
  }
  const errorOf = (externalId: string, status: string) =>
    sql.value<string>(
      'select error_msg from hub.integracao_evento where external_id = $1 and status = $2',
      [externalId, status],
    )
  // PostgreSQL's message has what could not be cast, and its details have the whole row.
  // One at a time: the relay, which is at work, locks them in another order.
  for (const [table, condition] of [
    ['pedido', `external_id <> 'ERRO' or destinatario_nome::int > 0`],
    ['integracao_evento', `external_id <> 'PORTA'`],
  ]) {
    await sql.rows(`alter table hub.${table} add constraint canario check (${condition}) not valid`)
  }
  assert.equal((await send('ERRO')).status, 202)
  const failed = await eventually(() => errorOf('ERRO', 'ERRO'), { what: 'the event has failed' })
  assert.equal(failed, 'invalid input syntax for type integer: "…"')
  assert.ok((await send('PORTA')).status >= 500)

  assert.equal((await send('REPETIDO')).status, 202)
  assert.match((await send('REPETIDO', { status: 'outro' })).text, /DUPLICADO/)
  assert.match(await errorOf('REPETIDO', 'DUPLICADO'), /^CONFLITO/)

  // The error has what was read for its context.
  const { id } = paidOrder()
  const path = `/orders/${id}`
  const whose = { first_name: buyer.firstName, last_name: buyer.lastName }
  await sql.rows(
    `alter table hub.integracao_evento add constraint canario_lido check (
       external_id <> '${id}' or (payload_json #>> '{destinatario,nome}')::int > 0) not valid`,
  )
  market.instead(
    path,
    changed(() => ({ shipping: { id: null }, buyer: whose })),
  )
  const eventId = await notify({ resource: path })
  await eventually(
    () =>
      service.lines().some((line) => line['eventId'] === eventId && line['sqlstate'] !== undefined),
    { what: 'what was fetched could not be stored' },
  )
}
