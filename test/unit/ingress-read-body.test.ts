/** A body is counted while it comes, and never held beyond the limit. */
import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { test } from 'node:test'
import { readBody } from '../../src/ingress/read-body.ts'

test('a body of the limit is read byte by byte, one byte more is too large', async () => {
  const chunks = [Buffer.from([0, 255]), Buffer.from([10])]
  const read = await readBody(Readable.from(chunks), 3)
  assert.deepEqual(read, { kind: 'complete', bytes: Buffer.from([0, 255, 10]) })
  assert.deepEqual(await readBody(Readable.from(chunks), 2), { kind: 'too_large' })
  assert.deepEqual(await readBody(Readable.from([]), 2), {
    kind: 'complete',
    bytes: Buffer.alloc(0),
  })
})

test('what comes beyond the limit is told at once and thrown away unread', async () => {
  const source = new PassThrough()
  const reading = readBody(source, 2)
  source.write('abc')
  assert.deepEqual(await reading, { kind: 'too_large' })
  source.write('x'.repeat(1_000_000))
  await new Promise(setImmediate)
  assert.equal(source.readableLength, 0, 'it flows on, and nobody keeps it')
  assert.equal(source.listenerCount('data'), 0)
})

test('a sender that leaves, with or without an error, has sent an incomplete body', async () => {
  for (const error of [undefined, new Error('aborted')]) {
    const source = new PassThrough()
    const reading = readBody(source, 2)
    source.write('a')
    source.destroy(error)
    assert.deepEqual(await reading, { kind: 'incomplete' })
    assert.deepEqual(await readBody(source, 2), { kind: 'incomplete' }, 'one that has left before')
  }
})
