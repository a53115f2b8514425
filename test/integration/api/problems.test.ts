import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createQuery } from '../../../src/db/connect/query.ts'
import { freePort } from '../../support/process/free-port.ts'
import { openTestApi } from '../../support/http/test-api.ts'
import { envelope } from '../../support/ingress/test-ingress.ts'

const ACTS = ['/internal/integracoes/ml/reprocessar/1', '/api/notificacoes/pedido/1/pronto']
const POSTS = [...ACTS, '/internal/integracoes/ml/enfileirar']

test('no refusal repeats what was sent', async (t) => {
  const api = await openTestApi(t)
  const secret = 'segredo-que-nao-volta'
  const refused = [
    ...(await Promise.all(
      POSTS.flatMap((path) => [
        api.call('POST', path, { as: 'operador', body: { motivo: { [secret]: secret } } }),
        api.call('POST', path, { as: 'operador', body: { [secret]: secret, motivo: 7 } }),
        api.call('POST', path, { as: 'operador', body: `{"motivo": ${secret}` }),
        api.call('POST', path, { as: 'operador', body: envelope({ externalId: { secret } }) }),
        api.call('POST', `${path}${secret}`, { as: 'operador', body: { motivo: 'x' } }),
        api.call('POST', path, { body: { motivo: secret }, headers: { authorization: secret } }),
      ]),
    )),
    await api.call('GET', `/api/pedidos?external_id=${'x'.repeat(200)}${secret}`, { as: 'leitor' }),
    await api.call('GET', `/api/integracoes/eventos?trace_id=${secret}&${secret}=1`, {
      as: 'leitor',
    }),
  ]
  for (const { status, text, headers } of refused) {
    assert.ok(status >= 400 && status < 500, text)
    assert.equal(headers.get('content-type'), 'application/problem+json')
    assert.ok(!text.includes(secret), text)
  }
})

test('another content type is 415 and a body beyond 1 MiB is 413, on every route that takes one', async (t) => {
  const api = await openTestApi(t)
  for (const path of POSTS) {
    const plain = await api.call('POST', path, {
      as: 'operador',
      body: '{"motivo":"x"}',
      headers: { 'content-type': 'text/plain' },
    })
    assert.equal(plain.status, 415)
    const large = await api.call('POST', path, {
      as: 'operador',
      body: { motivo: 'x'.repeat(1024 * 1024) },
    })
    assert.equal(large.status, 413, large.text)
    assert.equal(large.json.codigo, 'corpo_grande')
  }
})

test('a database that is away is 503, asks for patience, and says nothing of its address', async (t) => {
  const port = await freePort()
  const url = `postgres://nobody:s3cr3t-password@127.0.0.1:${port}/nada`
  const api = await openTestApi(t, (deps) => {
    const query = createQuery({ url, log: deps.log })
    return { ...deps, query }
  })
  const { status, headers, text } = await api.call('GET', '/api/integracoes/eventos', {
    as: 'leitor',
  })
  assert.equal(status, 503, text)
  assert.equal(headers.get('retry-after'), '2')
  assert.ok(!text.includes(String(port)), text)
  assert.ok(!api.logged.join('').includes('s3cr3t-password'))
})

test('an internal error is a 500 without details, and a line in the log that has them', async (t) => {
  const api = await openTestApi(t, (deps) => ({
    ...deps,
    receive: () => Promise.reject(new Error('CPF 123.456.789-09 em pedaços')),
  }))
  const { status, text } = await api.call('POST', '/internal/integracoes/ml/enfileirar', {
    as: 'operador',
    body: envelope(),
  })
  assert.equal(status, 500)
  assert.ok(!/pedaços|123/.test(text), text)
  const line = api.logged.find((each) => each.includes('api request failed')) ?? ''
  assert.match(line, /em pedaços/)
  assert.ok(!line.includes('123.456.789'))
})
