/**
 * The published bodies that are no answer to a fetch request's own address: notifications at the ingress, and what is asked for
 * beside an order. Each to what it makes, or to its refusal; what is expected was written by hand.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { examineAccess } from '../../../src/mercado-livre/examine-access.ts'
import { fetchLabel } from '../../../src/mercado-livre/fetch/fetch-label.ts'
import { request } from '../../../src/mercado-livre/http/request.ts'
import { type EnrichHub, enrichHub } from '../../support/marketplace/enrich-hub.ts'
import {
  json,
  order,
  orderBody,
  shipmentBody,
  usualAnswers,
} from '../../support/marketplace/marketplace-answers.ts'
import { fixture, fixtureText } from '../../support/marketplace/marketplace-fixture.ts'
import { connectSeller, seller } from '../../support/marketplace/marketplace-seller.ts'
import { answered, openTestIngress } from '../../support/ingress/test-ingress.ts'
import { testMarketplace } from '../../support/marketplace/test-marketplace.ts'
import { tokenHub } from '../../support/marketplace/token-hub.ts'

const ORDER = `/orders/${order.id}`
const SHIPMENT = `/shipments/${order.envio}`
const token = { kind: 'token', accessToken: 'APP_USR-de-teste', versao: 1 } as const
const tokens = { of: () => Promise.resolve(token), renew: () => Promise.resolve(token) }

suite('a notification is answered 200, and what it points at is fetched or it is IGNORADO', () => {
  const cases = [
    ['notification-orders_v2', 'RECEBIDO', '/orders/2195160686'],
    ['notification-shipments', 'RECEBIDO', '/shipments/40546549876'],
    ['notification-payments', 'IGNORADO', null],
    ['notification-items-with-_id', 'IGNORADO', null],
    ['notification-messages-subtopic-actions', 'IGNORADO', null],
    ['notification-post_purchase-claims', 'IGNORADO', null],
    ['notification-fbm_stock_operations', 'IGNORADO', null],
  ] as const
  for (const [name, status, recurso] of cases) {
    test(name, async (t) => {
      const { ingress, client } = await openTestIngress(t)
      await connectSeller(client)
      const body = fixture(name) as { user_id: number; application_id: number }
      await client.rows('update hub.integracao_conector set user_id = $1, application_id = $2', [
        body.user_id,
        body.application_id,
      ])
      const answer = await answered(
        await ingress.app.request(`/api/integracoes/ml/webhook/${seller.caminho}`, {
          method: 'POST',
          body: fixtureText(name),
        }),
      )
      assert.deepEqual([answer.status, answer.json.status], [200, status])
      const queued = await client.rows('select recurso from hub.integracao_outbox')
      assert.deepEqual(queued, recurso === null ? [] : [{ recurso }])
    })
  }
})

suite('a buyer’s document is stored where the marketplace has one', () => {
  const cases = [
    ['billing-info-mlb-pf-cpf', 200, '32659430'],
    ['billing_info-v1-additional_info', 200, '111111111'],
    ['error-404-order_not_found', 404, null],
  ] as const
  for (const [name, status, doc] of cases) {
    test(name, async (t) => {
      const hub = await enrichHub(t)
      await hub.sql.rows('update hub.tenant set pede_documento = true')
      const billing = '/orders/billing-info/MLB/700000000000000001'
      hub.marketplace.answer = usualAnswers({ [billing]: json(fixture(name), status) })
      await hub.requestFetch(ORDER)
      await hub.round()
      // One that is not there yet is asked for again.
      assert.deepEqual(hub.outcomes, [doc === null ? 'ADIADO' : 'CONCLUIDO'])
      await hub.drain()
      const stored = await hub.sql.rows('select external_id, destinatario_doc from hub.pedido')
      assert.deepEqual(stored, [{ external_id: order.id, destinatario_doc: doc }])
    })
  }
})

async function sellAs({ sql }: EnrichHub, userId: string): Promise<void> {
  await sql.rows('update hub.integracao_conector set user_id = $1', [userId])
}

test('shipment-orders-new-domain: the label reaches each order of the seller’s own, and no other', async (t) => {
  const hub = await enrichHub(t)
  await sellAs(hub, '12345')
  hub.marketplace.answer = usualAnswers({
    [`${SHIPMENT}/orders`]: json(fixture('shipment-orders-new-domain')),
  })
  await hub.requestFetch(SHIPMENT)
  await hub.round()
  await hub.drain()
  const etiqueta = shipmentBody()['tracking_number']
  const labelled = await hub.sql.rows(
    `select external_id, processing.register_value(reg_etiqueta) as etiqueta from hub.pedido order by external_id`,
  )
  assert.deepEqual(labelled, [
    { external_id: '2000014428837134', etiqueta },
    { external_id: '2000014428837136', etiqueta },
    { external_id: '2000064328921180', etiqueta },
  ])
})

test('orders-search-result-mlb: the sweep has its order fetched', async (t) => {
  const hub = await enrichHub(t)
  await sellAs(hub, '239432672')
  hub.marketplace.answer = usualAnswers({
    '/orders/search': json(fixture('orders-search-result-mlb')),
    '/orders/2032217210': json(
      orderBody({ id: 2032217210, seller: { id: 239432672 }, shipping: null }),
    ),
  })
  const [report] = await hub.sync.run('VARREDURA')
  assert.equal(report?.end.kind === 'done' && report.end.novos, 1)
  await hub.round()
  await hub.drain()
  assert.equal(await hub.sql.value('select external_id from hub.pedido'), '2032217210')
})

test('missed_feeds: entries of other topics are read and skipped', async (t) => {
  const hub = await enrichHub(t)
  await hub.sql.rows(
    `update hub.integracao_conector set application_id = '3486171129139063', user_id = '468424240'`,
  )
  let pages = 0
  hub.marketplace.answer = usualAnswers({
    '/missed_feeds': (response) =>
      json(pages++ === 0 ? fixture('missed_feeds') : { messages: [] })(response),
  })
  const [report] = await hub.sync.run('MISSED_FEEDS')
  assert.deepEqual(
    { ...report?.end, ate: null },
    {
      kind: 'done',
      ate: null,
      vistos: 2,
      novos: 0,
      deFora: 0,
    },
  )
  assert.equal(await hub.sql.value('select count(*)::int from hub.integracao_evento'), 0)
})

test('error-400-labels-not_printable_status: there is no label, and a sentence says why', async (t) => {
  const marketplace = await testMarketplace(t)
  marketplace.answer = json(fixture('error-400-labels-not_printable_status'), 400)
  const options = { apiUrl: marketplace.url, timeoutMs: 1000, tokens }
  assert.deepEqual(await fetchLabel(options, '1', request.label('47816600001', 'pdf')), {
    kind: 'none',
    motivo: 'o envio não está em um estado em que a etiqueta exista',
  })
})

test('users-me: the account of the token is named, and another one than the connector’s fails the examination', async (t) => {
  const { url: apiUrl } = await testMarketplace(t)
  const client = () =>
    Promise.resolve({
      kind: 'found',
      body: fixture('users-me'),
      partial: false,
      readAt: new Date(0),
    } as const)
  const examine = (userId: string) =>
    examineAccess(
      { apiUrl, timeoutMs: 1000, tokens, client },
      { conectorId: '1', tenantId: '123', clientId: seller.clientId, userId },
    )
  const userStep = async (userId: string) =>
    (await examine(userId)).find(({ nome }) => nome === 'usuário')
  assert.equal((await userStep('202593498'))?.ok, true)
  assert.equal((await userStep('202593499'))?.ok, false)
})

test('oauth-token-response: its pair is stored, and good for as long as it says', async (t) => {
  const hub = await tokenHub(t)
  hub.there.answer = (response) => response.end(fixtureText('oauth-token-response'))
  const pair = fixture('oauth-token-response') as Record<string, unknown>
  assert.equal((await hub.tokens().of(hub.conectorId)).kind, 'token')
  const { access, refresh, status } = await hub.stored()
  assert.deepEqual(
    [access, refresh, status],
    [pair['access_token'], pair['refresh_token'], 'ATIVO'],
  )
  const left = await hub.sql.value<number>(
    'select extract(epoch from access_token_expira_em - clock_timestamp())::float8 from hub.integracao_conector',
  )
  assert.ok(left > 21_500 && left <= 21_600, `${left} s`)
})

test('error-400-invalid_grant: the seller must authorize again', async (t) => {
  const hub = await tokenHub(t)
  hub.there.answer = (response) =>
    response.writeHead(400).end(fixtureText('error-400-invalid_grant'))
  assert.deepEqual(await hub.tokens().of(hub.conectorId), { kind: 'reauthorize' })
  assert.equal((await hub.stored()).status, 'REAUTORIZAR')
})

test('every published body has its expectation', () => {
  const tables = ['fixtures', 'fixtures-beside'].map((name) =>
    readFileSync(join(import.meta.dirname, `${name}.test.ts`), 'utf8'),
  )
  const bodies = readdirSync(join(import.meta.dirname, '../../fixtures/mercado-livre'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace('.json', ''))
  assert.ok(bodies.length >= 37)
  assert.deepEqual(
    bodies.filter((body) => !tables.some((text) => text.includes(`'${body}'`))),
    [],
  )
})
