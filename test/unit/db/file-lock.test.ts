/** One process at a time holds the lock, even after earlier holders were killed. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../../src/core/clock.ts'
import { withFileLock } from '../../../src/db/embedded/file-lock.ts'
import { processMark } from '../../../src/db/embedded/process-state.ts'

function directory(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'hub-lock-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** No process has this id: it is above the maximum of Linux. */
const dead = '4194999.1.x'

/**
 * Takes the lock again and again, each time after leaving it to a dead process, and reports when two held it at once.
 */
const contender = `
  import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
  import { systemClock } from '${join(import.meta.dirname, '../../../src/core/clock.ts')}'
  import { withFileLock } from '${join(import.meta.dirname, '../../../src/db/embedded/file-lock.ts')}'
  const clock = { ...systemClock, sleep: () => new Promise((resolve) => setImmediate(resolve)) }
  const [dir, turns] = process.argv.slice(-2)
  for (let turn = 0; turn < Number(turns); turn++) {
    await withFileLock(dir + '/lock', clock, async () => {
      const inside = dir + '/inside'
      writeFileSync(inside, '', { flag: 'wx' })
      const count = dir + '/count'
      writeFileSync(count, String(Number(readFileSync(count, 'utf8')) + 1))
      rmSync(inside)
      // The next process finds the lock of a killed process.
      const ticket = dir + '/dead.' + process.pid + '.' + turn
      writeFileSync(ticket, '4194999.' + process.pid + turn + '.x')
      renameSync(ticket, dir + '/lock')
    })
  }`

test('of many processes that find a dead process’s lock, one at a time takes it, and each gets its turns', async (t) => {
  const dir = directory(t)
  const script = join(dir, 'contender.mts')
  writeFileSync(script, contender)
  writeFileSync(join(dir, 'count'), '0')
  writeFileSync(join(dir, 'lock'), dead)
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, ['--import', 'tsx', script, dir, '150'], {
      cwd: join(import.meta.dirname, '../../..'),
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  )
  const ends = children.map(async (child) => {
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    assert.equal(code, 0, said)
  })
  await Promise.all(ends)
  assert.equal(readFileSync(join(dir, 'count'), 'utf8'), '450')
})

test('a process id that another process reuses does not keep the lock, and no file is left behind', async (t) => {
  const dir = directory(t)
  const path = join(dir, 'lock')
  for (const holder of [dead, `${process.pid}.1.outra`]) {
    writeFileSync(path, holder)
    // The process that was taking it over was killed too.
    writeFileSync(`${path}.de.${holder}`, `${dead}y`)
    assert.equal(await withFileLock(path, systemClock, () => Promise.resolve(7)), 7)
    assert.deepEqual(readdirSync(dir), [])
  }
})

test('a live holder keeps the lock', async (t) => {
  const path = join(directory(t), 'lock')
  writeFileSync(path, `${process.pid}.1.${processMark(process.pid)}`)
  let now = 0
  const clock = {
    ...systemClock,
    monotonicMs: () => (now += 1000),
    sleep: () => Promise.resolve(),
  }
  await assert.rejects(
    withFileLock(path, clock, () => Promise.resolve()),
    /Outro processo mantém/,
  )
})
