/** What a good event is answered and leaves behind, beside the contract's own list in test/fase_02. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CANARY } from '../../support/ingress/hostile.ts'
import { envelope, openTestIngress } from '../../support/ingress/test-ingress.ts'

test('an unknown but well-formed type is stored IGNORADO, without its payload and without an outbox row', async (t) => {
  const { post, client } = await openTestIngress(t)
  const answer = await post(envelope({ tipo: 'CLAIM_OPENED_2', payload: CANARY }))
  assert.equal(answer.status, 202)
  assert.equal(answer.json.status, 'IGNORADO')
  assert.deepEqual(
    await client.rows('select tipo, status, payload_json from hub.integracao_evento'),
    [{ tipo: 'CLAIM_OPENED_2', status: 'IGNORADO', payload_json: {} }],
  )
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 0)
})

test('an event keeps its own trace, else that of the request’s traceparent, else a new one', async (t) => {
  const { post } = await openTestIngress(t)
  const traceId = 'A8A4B8E0-0000-4000-8000-00000000000F'
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const own = await post(envelope({ externalId: 'A', traceId }), { headers: { traceparent } })
  assert.equal(own.json.traceId, traceId.toLowerCase())
  const propagated = await post(envelope({ externalId: 'B' }), { headers: { traceparent } })
  assert.equal(propagated.json.traceId, '0af76519-16cd-43dd-8448-eb211c80319c')
  const bad = { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }
  const fresh = await post(envelope({ externalId: 'C' }), { headers: bad })
  assert.notEqual(fresh.json.traceId, '00000000-0000-0000-0000-000000000000')
})

test('every answer leaves one line with traceId, eventId, tenant, status and ms, and calls the hook', async (t) => {
  const seen: unknown[] = []
  const hooks = { onRequest: ({ ms: _ms, ...rest }: { ms: number }) => void seen.push(rest) }
  const { post, logged } = await openTestIngress(t, { hooks })
  const { json } = await post(envelope())
  await post(envelope(), { secret: 'outro' })
  const lines = logged.map((line) => JSON.parse(line))
  assert.equal(lines.length, 2)
  assert.deepEqual(
    [lines[0].eventId, lines[0].tenant, lines[0].status, lines[0].traceId, typeof lines[0].ms],
    [[json.eventoId], 123, 202, json.traceId, 'number'],
  )
  assert.deepEqual([lines[1].causa, lines[1].status], ['ASSINATURA_INVALIDA', 401])
  assert.equal(logged.join('').includes('Maria'), false)
  assert.deepEqual(seen, [
    { resultado: 'ACEITO', causa: null, status: 202 },
    { resultado: 'RECUSADO', causa: 'ASSINATURA_INVALIDA', status: 401 },
  ])
})
