import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { append } from '../../../support/relay/engine.ts'
import { readingOf } from '../../../support/ingress/reading.ts'
import { openTestPanel, type TestPanel } from '../../../support/panel/test-panel.ts'

const PERSON = '{"nome":"Maria da Silva","doc":"12345678909","telefone":"+5511987654321"}'

/** An event whose payload is this JSON text, as PostgreSQL keeps it. */
async function withPayload(
  t: TestContext,
  payload: string,
): Promise<{ panel: TestPanel; path: string }> {
  const panel = await openTestPanel(t)
  const [event] = await append(panel.client, [{ externalId: 'ML-1' }])
  await panel.client.rows(
    'update hub.integracao_evento set payload_json = $2::jsonb where id = $1',
    [event!.id, payload],
  )
  return { panel, path: `/eventos/${event!.id}/payload` }
}

const personal = /Maria da Silva|12345678909|987654321/

test('a payload is shown with every digit as it is stored', async (t) => {
  const { panel, path } = await withPayload(
    t,
    '{"id":12345678901234567890,"peso":1.10,"grande":1e400,"menor":-0.00000000000000000001,"n":7}',
  )
  const { text } = await panel.call('GET', path, { as: 'leitor' })
  const read = readingOf(text)
  for (const number of [
    '"id": 12345678901234567890',
    '"peso": 1.10',
    `"grande": 1${'0'.repeat(400)}`,
    '"menor": -0.00000000000000000001',
    '"n": 7',
  ]) {
    assert.ok(read.includes(number), number)
  }
})

test('script, bidi controls and what can not be seen are inert and visible, names of fields too', async (t) => {
  const { panel, path } = await withPayload(
    t,
    String.raw`{"<script>alert(1)</script>":"</pre><script>alert(2)</script>","a\u202e":"x\u2066y\u200bz\u007f\ufeff\u2028","c":"\u0001"}`,
  )
  for (const [method, form] of [
    ['GET', undefined],
    ['POST', { motivo: 'ver' }],
  ] as const) {
    const options = form === undefined ? {} : { form }
    const { text } = await panel.call(method, path, { as: 'admin', ...options })
    assert.doesNotMatch(text, /<script>alert|[\u202E\u2066\u200B\u007F\uFEFF\u2028\u0001]/)
    const read = readingOf(text)
    for (const shown of ['<script>alert(1)</script>', '⟪U+202E⟫', '⟪U+2066⟫', '⟪U+200B⟫']) {
      assert.ok(read.includes(shown), shown)
    }
    assert.match(read, /⟪U\+007F⟫⟪U\+FEFF⟫⟪U\+2028⟫/)
    assert.ok(read.includes(String.raw`"\u0001"`))
  }
})

test('people’s data are masked, on screen and in the download', async (t) => {
  const { panel, path } = await withPayload(
    t,
    `{"destinatario":${PERSON},"obs":"fale com maria@exemplo.com"}`,
  )
  for (const at of [path, `${path}.json`]) {
    const { status, text, headers } = await panel.call('GET', at, { as: 'admin' })
    assert.equal(status, 200)
    assert.doesNotMatch(text, personal)
    assert.doesNotMatch(text, /maria@exemplo/)
    assert.match(
      readingOf(`<main>${text}`),
      /Maria S\..*\+55 11 \*{5}-4321|\*\*\*\.\*\*\*\.\*\*\*-09/,
    )
    assert.equal(headers.get('cache-control'), 'no-store')
  }
  const { headers } = await panel.call('GET', `${path}.json`, { as: 'leitor' })
  assert.match(
    headers.get('content-disposition') ?? '',
    /^attachment; filename="evento-\d+-mascarado\.json"$/,
  )
})

test('a payload is revealed with a reason, noted in the audit, in an answer that nobody keeps', async (t) => {
  const { panel, path } = await withPayload(
    t,
    `{"id":12345678901234567890,"destinatario":${PERSON}}`,
  )
  const form = { motivo: 'reclamação do cliente' }
  const { status, text, headers } = await panel.call('POST', path, { as: 'operador', form })
  assert.equal(status, 200)
  assert.match(text, personal)
  assert.match(readingOf(text), /12345678901234567890/)
  assert.match(readingOf(text), /ficou registrada na auditoria/)
  assert.equal(headers.get('cache-control'), 'no-store')
  const audit = await panel.client.rows(
    `select ator, motivo, tenant_id::int as tenant from hub.auditoria where acao = 'payload.revelar'`,
  )
  assert.deepEqual(audit, [{ ator: 'operador:operador', motivo: form.motivo, tenant: 123 }])
})

test('without a reason, a permission, one’s own tenant or a fresh proof of who it is, nothing is revealed', async (t) => {
  const { panel, path } = await withPayload(t, `{"destinatario":${PERSON}}`)
  const attempts = [
    ['operador', { motivo: '  ' }, 422],
    ['leitor', { motivo: 'x' }, 403],
    ['auditor', { motivo: 'x' }, 403],
    ['dba', { motivo: 'x' }, 403],
    ['outro', { motivo: 'x' }, 404],
  ] as const
  for (const [as, form, expected] of attempts) {
    const { status, text } = await panel.call('POST', path, { as, form })
    assert.equal(status, expected, as)
    assert.doesNotMatch(text, personal, as)
  }
  await panel.client.rows(
    `update hub.operador_sessao set confirmada_em = now() - interval '11 min'`,
  )
  const { status, text } = await panel.call('POST', path, { as: 'operador', form: { motivo: 'x' } })
  assert.equal(status, 403)
  assert.doesNotMatch(text, personal)
  assert.equal(
    (await panel.client.rows(`select from hub.auditoria where acao = 'payload.revelar'`)).length,
    0,
  )
})

test('a payload beyond 256 kB is cut on screen and whole in the download', async (t) => {
  const many = Array.from({ length: 12_000 }, (_, n) => `{"sku":"SKU-${n}","quantidade":${n}}`)
  const { panel, path } = await withPayload(t, `{"itens":[${many.join(',')}]}`)
  const { text } = await panel.call('GET', path, { as: 'leitor' })
  assert.match(readingOf(text), /Mostrando os primeiros 256 kB de/)
  assert.doesNotMatch(text, /SKU-11999/)
  assert.match(text, /href="[^"]*payload\.json"/)
  const whole = await panel.call('GET', `${path}.json`, { as: 'leitor' })
  const { itens } = JSON.parse(whole.text) as { itens: readonly unknown[] }
  assert.deepEqual(itens.at(-1), { sku: 'SKU-11999', quantidade: 11_999 })
})

test('another tenant’s payload is not there', async (t) => {
  const { panel, path } = await withPayload(t, '{"a":1}')
  for (const at of [path, `${path}.json`]) {
    assert.equal((await panel.call('GET', at, { as: 'outro' })).status, 404)
  }
})

test('an event that was stored without content says so', async (t) => {
  const { panel, path } = await withPayload(t, '{}')
  const { text } = await panel.call('GET', path, { as: 'leitor' })
  assert.match(readingOf(text), /guardado sem conteúdo/)
})
