import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HubError } from '../../../src/core/errors.ts'
import { createLogger, type LogLevel } from '../../../src/core/log.ts'

const CANARIES = [
  '12345678909',
  '123.456.789-09',
  '+5511999990000',
  '11999990000',
  'canario@dominio.com.br',
  'APP_USR-123456-canario-7890',
  'TG-5b9032b4e23464aed1f959f-1234567',
  'hub_Zk3vQm8r_aB-cD4eF5gH6iJ7kL8',
  'Bearer Zk3vQm8raBcD4eF5gH6iJ7kL8',
]

function capture(level: LogLevel = 'trace') {
  const lines: string[] = []
  const log = createLogger({ level, destination: { write: (line) => void lines.push(line) } })
  const entries = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { log, lines, entries }
}

test('a line is one JSON object with level, UTC time, service, fields and message', () => {
  const { log, lines, entries } = capture()
  log.info(
    { traceId: 'a8a4b8e0-1c2d-4e3f-8a9b-112345678909', eventId: '42', tenant: 123 },
    'event settled',
  )
  const [entry] = entries()
  assert.match(String(entry?.['time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  delete entry?.['time']
  assert.deepEqual(entry, {
    level: 'info',
    service: 'hub-outbox',
    traceId: 'a8a4b8e0-1c2d-4e3f-8a9b-112345678909',
    eventId: '42',
    tenant: 123,
    msg: 'event settled',
  })
  assert.equal(lines[0]?.indexOf('\n'), lines[0]!.length - 1)
})

test('no canary leaves through a message, its arguments, a field, a binding or an error', () => {
  for (const canary of CANARIES) {
    const { log, lines } = capture()
    const error = new HubError('refused', `com ${canary}`, {
      cause: new AggregateError([new Error(canary)], canary),
    })
    log.info(`com ${canary} aqui`)
    log.info('com %s e %o', canary, { canary })
    log.info({ campo: canary, lista: [canary], fundo: { mais: { fundo: canary } } }, 'campos')
    log.info({ untrusted: `{"corpo":"${canary}"}` }, 'corpo')
    log.error(error)
    log.error(error, 'com texto')
    log.error({ err: error })
    log.error({ falha: error }, `com ${canary}`)
    log
      .child({ campo: canary })
      .child({ outro: [canary] })
      .warn('filho')
    assert.equal(lines.length, 9)
    assert.ok(!lines.join('').includes(canary), `${canary} in ${lines.join('')}`)
  }
})

test('a name leaves only as first name and initial, under any key that holds names', () => {
  const { log, lines } = capture()
  log.info(
    { nome: 'Maria Canário', destinatario: { nome: 'Maria Canário', apelido: 'Canário' } },
    'x',
  )
  log.child({ nome: 'Maria Canário' }).info('corpo {"nome":"Maria Canário"}')
  assert.doesNotMatch(lines.join(''), /Canário/)
  assert.match(lines[0] ?? '', /"nome":"Maria C\."/)
})

test('a line without a message gets the masked message of its error', () => {
  const { log, entries } = capture()
  log.error(new Error('de canario@dominio.com.br'))
  const [entry] = entries()
  assert.equal(entry?.['msg'], 'de c***@d***.com.br')
  const err = entry?.['err'] as Record<string, unknown>
  assert.equal(err['type'], 'Error')
  assert.match(String(err['stack']), /log\.test/)
})

test('no input forges a second line, not even with line separators of Unicode', () => {
  const { log, lines, entries } = capture()
  const forged = 'x\r\n{"level":"fatal"}\u2028{"a":1}\u2029\u0085y'
  log.info({ [forged]: forged }, forged)
  log.info('%s', forged)
  assert.equal(lines.length, 2)
  for (const line of lines) assert.match(line, /^[^\r\n\u0085\u2028\u2029]+\n$/)
  assert.equal(entries()[0]?.['msg'], forged)
})

test("a field can't replace one of the line's own fields", () => {
  const { log, entries } = capture()
  log.child({ service: 'outro' }).info({ level: 'fatal', time: 'nunca', msg: 'falso' }, 'verdade')
  const [entry] = entries()
  assert.equal(entry?.['level'], 'info')
  assert.equal(entry?.['service'], 'hub-outbox')
  assert.equal(entry?.['msg'], 'verdade')
  assert.deepEqual(
    [entry?.['level_'], entry?.['time_'], entry?.['service_']],
    ['fatal', 'nunca', 'outro'],
  )
})

test('lines below the level are not written, and silent writes none', () => {
  const warn = capture('warn')
  warn.log.info('não')
  warn.log.warn('sim')
  assert.equal(warn.lines.length, 1)
  const silent = capture('silent')
  silent.log.fatal('não')
  assert.equal(silent.lines.length, 0)
})

test('circular fields and odd arguments are logged, not thrown', () => {
  const { log, entries } = capture()
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  log.info(circle, 'círculo')
  log.info({ err: null }, 'nada')
  const trap = {
    get campo(): never {
      throw new Error('lido')
    },
  }
  log.info(trap, 'armadilha')
  log.info('100% certo')
  assert.deepEqual(
    entries().map((entry) => entry['msg']),
    ['círculo', 'nada', 'armadilha', '100% certo'],
  )
})
