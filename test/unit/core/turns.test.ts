import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from '../../../src/core/turns.ts'

test('a limited number works at a time, and the others follow in order, even when earlier ones fail', async () => {
  const takeTurn = createTurns(2)
  const begun: number[] = []
  const works = [1, 2, 3, 4, 5].map((n) => ({ n, ...Promise.withResolvers<number>() }))
  const done = works.map(({ n, promise }) =>
    takeTurn(() => {
      begun.push(n)
      return promise
    }).catch(() => -n),
  )
  await new Promise(setImmediate)
  assert.deepEqual(begun, [1, 2])
  works[1]?.reject(new Error('failed'))
  await done[1]
  await new Promise(setImmediate)
  assert.deepEqual(begun, [1, 2, 3])
  for (const { n, resolve } of works) resolve(n)
  assert.deepEqual(await Promise.all(done), [1, -2, 3, 4, 5])
  assert.deepEqual(begun, [1, 2, 3, 4, 5])
  assert.equal(await takeTurn(async () => 'again'), 'again')
})
