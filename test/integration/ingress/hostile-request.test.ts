/** A hostile request: each a clear status with problem+json, nothing stored, no 500, no echo. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused, CANARY, DIGITS, withRaw } from '../../support/ingress/hostile.ts'
import { envelope, openTestIngress, type PostOptions } from '../../support/ingress/test-ingress.ts'

const headers = (name: string, value: string | null): PostOptions => ({
  headers: { [name]: value },
})

type Case = [name: string, body: unknown, options: PostOptions, status: number, codigo: string]

const mib = 1024 * 1024
const requests: Case[] = [
  ['no tenant', envelope(), headers('x-tenant', null), 400, 'tenant_invalido'],
  ['an empty tenant', envelope(), headers('x-tenant', ''), 400, 'tenant_invalido'],
  ['a tenant of letters', envelope(), headers('x-tenant', CANARY), 400, 'tenant_invalido'],
  ['a tenant of 20 digits', envelope(), headers('x-tenant', DIGITS), 400, 'tenant_invalido'],
  [
    'a tenant past 2^53',
    envelope(),
    headers('x-tenant', '9007199254740993'),
    400,
    'tenant_invalido',
  ],
  ['a negative tenant', envelope(), headers('x-tenant', '-123'), 400, 'tenant_invalido'],
  [
    'a tenant with a zero in front',
    envelope(),
    headers('x-tenant', '0123'),
    400,
    'tenant_invalido',
  ],
  ['tenant 0', envelope(), headers('x-tenant', '0'), 400, 'tenant_invalido'],
  ['two tenants', envelope(), headers('x-tenant', '123, 123'), 400, 'tenant_invalido'],
  ['no content type', envelope(), headers('content-type', null), 415, 'tipo_de_conteudo'],
  [
    'a form',
    envelope(),
    headers('content-type', 'application/x-www-form-urlencoded'),
    415,
    'tipo_de_conteudo',
  ],
  ['text', envelope(), headers('content-type', `text/plain; ${CANARY}`), 415, 'tipo_de_conteudo'],
  [
    'JSON in latin1',
    envelope(),
    headers('content-type', 'application/json; charset=iso-8859-1'),
    415,
    'tipo_de_conteudo',
  ],
  [
    'json-patch',
    envelope(),
    headers('content-type', 'application/json-patch+json'),
    415,
    'tipo_de_conteudo',
  ],
  ['gzip', envelope(), headers('content-encoding', 'gzip'), 415, 'tipo_de_conteudo'],
  [
    'a chain of encodings',
    envelope(),
    headers('content-encoding', 'identity, br'),
    415,
    'tipo_de_conteudo',
  ],
  ['a body of 2 MiB', ' '.repeat(2 * mib), {}, 413, 'corpo_grande'],
  ['a body of 1 MiB and 1 byte', ' '.repeat(mib + 1), {}, 413, 'corpo_grande'],
  [
    'an announced body of 2 MiB',
    '{}',
    headers('content-length', String(2 * mib)),
    413,
    'corpo_grande',
  ],
  ['an empty body', '', {}, 400, 'json_invalido'],
  ['half an object', '{"canal":', {}, 400, 'json_invalido'],
  ['two objects', '{}{}', {}, 400, 'json_invalido'],
  ['a comment', `{/*${CANARY}*/}`, {}, 400, 'json_invalido'],
  ['NaN', withRaw('versao', 'NaN'), {}, 400, 'json_invalido'],
  ['invalid UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22]), {}, 400, 'json_invalido'],
  [
    'a surrogate in UTF-8',
    new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]),
    {},
    400,
    'json_invalido',
  ],
  ['1 MiB of [', '['.repeat(mib), {}, 400, 'json_excessivo'],
  ['null', 'null', {}, 422, 'evento_invalido'],
  ['a text', JSON.stringify(CANARY), {}, 422, 'evento_invalido'],
  ['a list without its envelope', [envelope()], {}, 422, 'evento_invalido'],
  ['an empty object', '{}', {}, 422, 'evento_invalido'],
  [
    'half a million nested lists',
    `${'['.repeat(mib / 2)}${']'.repeat(mib / 2)}`,
    {},
    400,
    'json_excessivo',
  ],
  ['an empty list of events', { eventos: [] }, {}, 422, 'lista_invalida'],
  ['events that are no list', { eventos: CANARY }, {}, 422, 'lista_invalida'],
  ['events that are null', { eventos: null }, {}, 422, 'lista_invalida'],
  ['501 events', { eventos: Array(501).fill(0) }, {}, 422, 'lista_invalida'],
  [
    'a list of which nothing is good',
    { eventos: [CANARY, null, 1, [], {}] },
    {},
    422,
    'evento_invalido',
  ],
  [
    'another type in X-Event-Type',
    envelope(),
    headers('x-event-type', 'ORDER_UPDATED'),
    422,
    'evento_invalido',
  ],
  ['a strange X-Event-Type', envelope(), headers('x-event-type', CANARY), 422, 'evento_invalido'],
]

test('a hostile request is refused with a clear status, stored nowhere and echoed nowhere', async (t) => {
  const opened = await openTestIngress(t)
  for (const [name, body, options, status, codigo] of requests) {
    await t.test(name, async () => {
      const answer = await opened.post(body, options)
      assert.deepEqual([answer.status, answer.json.codigo], [status, codigo])
      await assertRefused(opened, answer)
    })
  }
})

test('a body of exactly 1 MiB is read', async (t) => {
  const { post } = await openTestIngress(t)
  assert.equal((await post(JSON.stringify(envelope()).padEnd(mib))).status, 202)
})

test('another path is 404, another method 405 with Allow, both as problems', async (t) => {
  const { ingress } = await openTestIngress(t)
  const elsewhere = await ingress.app.request(`/api/${CANARY}`)
  assert.equal(elsewhere.status, 404)
  assert.equal(elsewhere.headers.get('content-type'), 'application/problem+json')
  assert.equal((await elsewhere.text()).includes(CANARY), false)
  for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const answer = await ingress.app.request('/api/integracoes/ml/webhook', { method })
    assert.equal(answer.status, 405, method)
    assert.equal(answer.headers.get('allow'), 'POST')
  }
})
