/** The owner of the embedded server is identified by more than its process id, which the system reuses. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { serverFiles } from '../../../src/db/embedded/server-files.ts'
import { tempDir } from '../../support/process/in-process.ts'

test('an owner that was killed is not mistaken for the process that has its id now', (t) => {
  const dir = tempDir(t)
  const files = serverFiles(dir)
  const owner = join(dir, 'postgres.owner')
  assert.ok(!files.ownerLives(), 'nobody yet')
  files.recordRunning(5432)
  assert.ok(files.ownerLives())
  assert.match(readFileSync(owner, 'utf8'), /^\d+ \w+\n$/)
  writeFileSync(owner, `${process.pid} another\n`)
  assert.ok(!files.ownerLives())
  writeFileSync(owner, `${process.pid}\n`)
  assert.ok(files.ownerLives(), 'as an older release wrote it')
  files.recordStopped()
  assert.ok(!files.ownerLives())
})
