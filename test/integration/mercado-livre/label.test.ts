/** A label, asked of the marketplace, and each way in which there may be none. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { fetchLabel } from '../../../src/mercado-livre/fetch/fetch-label.ts'
import { request } from '../../../src/mercado-livre/http/request.ts'
import type { Token } from '../../../src/mercado-livre/oauth/tokens.ts'
import { fixtureText } from '../../support/marketplace/marketplace-fixture.ts'
import { testMarketplace } from '../../support/marketplace/test-marketplace.ts'

const token = (versao: number): Token => ({
  kind: 'token',
  accessToken: `APP_USR-${versao}`,
  versao,
})

async function label(t: TestContext, { of = token(1), renew = token(2), timeoutMs = 5000 } = {}) {
  const there = await testMarketplace(t)
  const tokens = { of: () => Promise.resolve(of), renew: () => Promise.resolve(renew) }
  const options = { apiUrl: there.url, timeoutMs, tokens }
  const ask = (format: 'pdf' | 'zpl' = 'pdf') =>
    fetchLabel(options, '1', request.label('43', format))
  const motivo = async () => {
    const answer = await ask()
    assert.ok(answer.kind === 'none')
    assert.doesNotMatch(answer.motivo, /APP_USR|127\.0/)
    return answer.motivo
  }
  return { there, ask, motivo }
}

test('a label is asked for by its shipment and format, with the token in its header only', async (t) => {
  const { there, ask } = await label(t)
  there.answer = (response) => response.end('%PDF-1.4')
  assert.deepEqual(await ask(), { kind: 'label', formato: 'pdf', bytes: Buffer.from('%PDF-1.4') })
  there.answer = (response) => response.end('^XA^XZ')
  assert.equal((await ask('zpl')).kind, 'label')
  const [pdf, zpl] = there.received
  assert.equal(pdf?.url, '/shipment_labels?shipment_ids=43&response_type=pdf')
  assert.equal(zpl?.url, '/shipment_labels?shipment_ids=43&response_type=zpl2')
  assert.equal(pdf.headers.authorization, 'Bearer APP_USR-1')
})

test('a token that is refused is renewed, and the label asked for once more', async (t) => {
  const { there, ask } = await label(t)
  there.answer = (response) =>
    there.received.at(-1)?.headers.authorization === 'Bearer APP_USR-2'
      ? response.end('%PDF-1.4')
      : response.writeHead(401).end('{}')
  assert.equal((await ask()).kind, 'label')
  assert.equal(there.received.length, 2)
})

const refusal = fixtureText('error-400-labels-not_printable_status')
for (const [what, status, body, expected] of [
  ['a refusal', 400, refusal, /não está em um estado/],
  ['a refusal that says 200', 200, refusal, /não está em um estado/],
  ['an unknown shipment', 404, refusal, /não conhece o envio/],
  ['a page', 200, '<html>', /respondeu 200 sem uma etiqueta/],
  ['bytes of a label with an error', 500, '%PDF-1.4', /respondeu 500 sem uma etiqueta/],
  ['more than any label', 200, `%PDF${'x'.repeat(17 * 1024 * 1024)}`, /grande demais/],
] as const) {
  test(`there is no label: ${what}`, async (t) => {
    const { there, motivo } = await label(t)
    there.answer = (response) => response.writeHead(status).end(body)
    assert.match(await motivo(), expected)
  })
}

test('a redirect is not followed', async (t) => {
  const { there, motivo } = await label(t)
  const elsewhere = await testMarketplace(t)
  elsewhere.answer = (response) => response.end('%PDF-1.4')
  there.answer = (response) => response.writeHead(302, { location: elsewhere.url }).end()
  assert.match(await motivo(), /respondeu 302/)
  assert.deepEqual(elsewhere.received, [])
})

test('a label that never ends is given up', async (t) => {
  const { there, motivo } = await label(t, { timeoutMs: 300 })
  there.answer = (response) => response.writeHead(200).write('%PDF')
  assert.equal(await motivo(), 'o Mercado Livre não respondeu a tempo')
})

test('without a token nothing is asked, and what to do is said', async (t) => {
  const gone = await label(t, { of: { kind: 'reauthorize' } })
  assert.match(await gone.motivo(), /precisa autorizar a aplicação de novo/)
  const away = await label(t, { of: { kind: 'unavailable', motivo: 'agora não' } })
  assert.equal(await away.motivo(), 'agora não')
  assert.deepEqual([...gone.there.received, ...away.there.received], [])
  const refused = await label(t, { renew: { kind: 'reauthorize' } })
  refused.there.answer = (response) => response.writeHead(401).end('{}')
  assert.match(await refused.motivo(), /precisa autorizar a aplicação de novo/)
})
