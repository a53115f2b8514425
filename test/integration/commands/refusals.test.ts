/** Commands that cannot do their work say why, in one sentence. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneSentence, openCli } from '../../support/process/cli.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { freePort } from '../../support/process/free-port.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { runHub } from '../../support/process/run-hub.ts'

test('a command on a database that is behind says to migrate, and migrate brings it there once', async (t) => {
  const { url } = await emptyDatabase(t)
  const env = { DATABASE_URL: url, DATA_DIR: tempDir(t) }
  const early = await runHub(['tenant', 'list'], env)
  assert.equal(early.code, 1)
  assert.match(oneSentence(early.stderr), /migrate/)
  const first = await runHub(['migrate', '--json'], env)
  assert.equal(first.code, 0, first.stderr)
  const report = JSON.parse(first.stdout) as { applied: string[]; version: number }
  assert.equal(report.applied.length, report.version)
  const second = await runHub(['migrate'], env)
  assert.match(second.stdout, /^Nada a aplicar/)
  assert.equal((await runHub(['tenant', 'list', '--json'], env)).code, 0)
})

test('an unreachable database is one sentence without its password, exit 1, for every command', async (t) => {
  const port = await freePort()
  const env = {
    DATABASE_URL: `postgres://a:senha-secreta@127.0.0.1:${port}/b`,
    DATA_DIR: tempDir(t),
    LOG_LEVEL: 'silent',
  }
  const commands = [['start'], ['migrate'], ['tenant', 'list'], ['verify']]
  const runs = await Promise.all(commands.map((args) => runHub(args, env)))
  for (const { code, stdout, stderr } of runs) {
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(oneSentence(stderr), new RegExp(`Nenhum PostgreSQL responde em 127.0.0.1:${port}`))
  }
})

test('help and complaints about a wrong call are in Portuguese', async (t) => {
  const { refused, env } = await openCli(t)
  const wrong: readonly (readonly [RegExp, ...string[]])[] = [
    [/O comando "nada" não existe/, 'nada'],
    [/Falta a opção obrigatória --id/, 'tenant', 'set'],
    [/Falta o valor da opção --id/, 'tenant', 'set', '--id'],
    [/A opção --nada não existe/, 'tenant', 'list', '--nada'],
    [/Falta o argumento id/, 'event', 'show'],
    [/argumentos demais/, 'verify', 'a', 'b'],
  ]
  await Promise.all(
    wrong.map(async ([sentence, ...args]) => assert.match(await refused(...args), sentence)),
  )
  const helped = [
    ['--help'],
    ['tenant', '--help'],
    ['map', 'sku', 'set', '--help'],
    ['start', '-h'],
  ]
  for (const { code, stdout, stderr } of await Promise.all(
    helped.map((args) => runHub(args, env)),
  )) {
    assert.equal(code, 0)
    assert.equal(stderr, '')
    assert.match(stdout, /^Uso: hub/)
    assert.ok(!/\b(Usage|Options|Commands|display help|default:)/.test(stdout), stdout)
  }
})

test('settings that can not be read are one sentence each, all at once', async () => {
  const { code, stderr } = await runHub(['start'], { PUBLIC_PORT: 'x', BACKOFF: 'y' })
  assert.equal(code, 1)
  assert.match(stderr, /PUBLIC_PORT/)
  assert.match(stderr, /BACKOFF/)
  assert.ok(!stderr.includes('at '), stderr)
})
