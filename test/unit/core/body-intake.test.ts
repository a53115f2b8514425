/**
 * A body is counted as it arrives and is kept in one buffer within its limit. All bodies together stay within their
 * room.
 */
import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { test } from 'node:test'
import { createBodyRoom, takeBody } from '../../../src/core/http/body-intake.ts'
import { eventually } from '../../support/eventually.ts'

const KIB = 1024

function take(source: Readable, bytesMax = 1024 * KIB, room = createBodyRoom(64 * KIB)) {
  const abuses: string[] = []
  const intake = takeBody(source, { bytesMax, room, onAbuse: (abuse) => abuses.push(abuse) })
  return { intake, room, abuses }
}

test('a body as long as the limit is read, and one byte more is too large', async () => {
  const chunks = [Buffer.from([0, 255]), Buffer.from([10])]
  const read = await take(Readable.from(chunks)).intake.read(3)
  assert.deepEqual(read, { kind: 'complete', bytes: Buffer.from([0, 255, 10]) })
  assert.deepEqual(await take(Readable.from(chunks)).intake.read(2), { kind: 'too_large' })
  assert.deepEqual(await take(Readable.from(chunks), 2).intake.read(99), { kind: 'too_large' })
  assert.deepEqual(await take(Readable.from([])).intake.read(2), {
    kind: 'complete',
    bytes: Buffer.alloc(0),
  })
})

test('bytes that arrived before read are there, and a body that is too large by then is refused', async () => {
  const source = new PassThrough()
  const { intake } = take(source)
  source.write('ab')
  await new Promise(setImmediate)
  assert.deepEqual(await intake.read(1), { kind: 'too_large' })
  source.end('c')
  await new Promise(setImmediate)
  assert.deepEqual(await intake.read(3), { kind: 'complete', bytes: Buffer.from('abc') })
  assert.deepEqual(await intake.read(2), { kind: 'too_large' })
})

test('a body beyond the limit is refused at once, and its bytes are thrown away', async () => {
  const source = new PassThrough()
  const { intake, room } = take(source, 2)
  const reading = intake.read(2)
  source.write('abc')
  assert.deepEqual(await reading, { kind: 'too_large' })
  source.write('x'.repeat(1_000_000))
  await new Promise(setImmediate)
  assert.equal(source.readableLength, 0, 'it flows on, and nobody keeps it')
  assert.equal(room.taken, 0)
})

test('a sender that leaves, with or without an error, has sent an incomplete body', async () => {
  for (const error of [undefined, new Error('aborted')]) {
    const source = new PassThrough()
    const { intake, room } = take(source)
    const reading = intake.read(99_000)
    source.write(Buffer.alloc(20 * KIB))
    await new Promise(setImmediate)
    assert.ok(room.taken > 0)
    source.destroy(error)
    assert.deepEqual(await reading, { kind: 'incomplete' })
    assert.equal(room.taken, 0, 'its room is given back')
    assert.deepEqual(await take(source).intake.read(2), { kind: 'incomplete' }, 'left before')
  }
})

test('bodies share one room, small bodies need none, and a released body gives its room back', async () => {
  const room = createBodyRoom(64 * KIB)
  const first = take(Readable.from([Buffer.alloc(60 * KIB)]), KIB * KIB, room)
  assert.equal((await first.intake.read(KIB * KIB)).kind, 'complete')
  const second = take(Readable.from([Buffer.alloc(60 * KIB)]), KIB * KIB, room)
  assert.equal((await second.intake.read(KIB * KIB)).kind, 'no_room')
  const small = take(Readable.from([Buffer.alloc(8 * KIB)]), KIB * KIB, room)
  assert.equal((await small.intake.read(KIB * KIB)).kind, 'complete')
  first.intake.release()
  first.intake.release()
  assert.equal(room.taken, 0)
  const third = take(Readable.from([Buffer.alloc(60 * KIB)]), KIB * KIB, room)
  assert.equal((await third.intake.read(KIB * KIB)).kind, 'complete')
})

test('a body in tiny pieces is given up and reported once; a body in pieces of a packet is not', async () => {
  const one = Buffer.from('x')
  const inPieces = take(Readable.from(Array.from({ length: 5000 }, () => one)))
  assert.deepEqual(await inPieces.intake.read(KIB * KIB), { kind: 'incomplete' })
  assert.deepEqual(inPieces.abuses, ['tiny_pieces'])
  assert.equal(inPieces.room.taken, 0)
  const typed = take(Readable.from(Array.from({ length: 500 }, () => one)))
  assert.equal((await typed.intake.read(KIB * KIB)).kind, 'complete')
  const pieces = Array.from({ length: 1500 }, () => Buffer.alloc(32))
  const packed = take(Readable.from(pieces))
  assert.equal((await packed.intake.read(KIB * KIB)).kind, 'complete')
})

test('a sender that goes on sending a refused body is reported once, after 16 MiB', async () => {
  const piece = Buffer.alloc(KIB * KIB)
  const flooding = take(Readable.from(Array.from({ length: 40 }, () => piece)), 10)
  assert.deepEqual(await flooding.intake.read(10), { kind: 'too_large' })
  await eventually(() => flooding.abuses.length > 0, { what: 'it was reported' })
  assert.deepEqual(flooding.abuses, ['flood'])
})
