import assert from 'node:assert/strict'
import { test } from 'node:test'
import { originWord, statusWord, typeWord, withWords } from '../../../src/panel/pieces/words.ts'

test('a status is shown with its accents and without underscores', () => {
  assert.equal(statusWord('CONCLUIDO'), 'CONCLUÍDO')
  assert.equal(statusWord('EM_ANDAMENTO'), 'EM ANDAMENTO')
  assert.equal(statusWord('PRONTO'), 'PRONTO')
  assert.equal(statusWord('toString'), 'toString')
})

test('a type is shown with its accents, and as the contract writes it', () => {
  assert.equal(typeWord('NOTIFICACAO'), 'NOTIFICAÇÃO')
  assert.equal(typeWord('ORDER_CREATED'), 'ORDER_CREATED')
})

test('a sentence of the database shows its words with their accents', () => {
  assert.equal(withWords('O lote está CONCLUIDO.'), 'O lote está CONCLUÍDO.')
  assert.equal(withWords('O SKU CONCLUIDO-1 fica.'), 'O SKU CONCLUIDO-1 fica.')
})

test('an origin that has no word is shown as it is stored', () => {
  assert.equal(originWord('INTERNO'), 'API interna')
  assert.equal(originWord('OUTRA'), 'OUTRA')
})
