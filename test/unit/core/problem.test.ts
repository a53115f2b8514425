import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem, problemResponse } from '../../../src/core/http/problem.ts'

test('a problem has its type, status, title of the status, detail and codigo', () => {
  assert.deepEqual(problem(404, 'evento_inexistente', { detail: 'Não há evento com este id.' }), {
    type: 'urn:hub-outbox:problema:evento_inexistente',
    title: 'Não encontrado',
    status: 404,
    detail: 'Não há evento com este id.',
    codigo: 'evento_inexistente',
  })
})

test('title, instance and additional members are kept, and none can replace a standard member', () => {
  const made = problem(400, 'filtro_invalido', {
    title: 'Filtro inválido',
    detail: 'd',
    instance: 'urn:uuid:1',
    problemas: ['limite'],
    status: 200,
    codigo: 'outro',
    type: 'about:blank',
  })
  assert.equal(made.status, 400)
  assert.equal(made.codigo, 'filtro_invalido')
  assert.equal(made.type, 'urn:hub-outbox:problema:filtro_invalido')
  assert.equal(made.title, 'Filtro inválido')
  assert.equal(made.instance, 'urn:uuid:1')
  assert.deepEqual(made['problemas'], ['limite'])
})

test('its answer is problem+json, never stored, with the headers asked for', async () => {
  const made = problem(429, 'limite_excedido', { detail: 'Aguarde.' })
  const response = problemResponse(made, { 'retry-after': '30', 'cache-control': 'public' })
  assert.equal(response.status, 429)
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(response.headers.get('retry-after'), '30')
  assert.deepEqual(await response.json(), made)
})
