import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import type { AppendProbe } from '../../../src/ops/health/append-probe.ts'
import { createHealth } from '../../../src/ops/health/health.ts'
import { createRecentAppends } from '../../../src/ops/health/recent-appends.ts'
import type { Unready } from '../../../src/db/connect/unready.ts'
import { handClock } from '../../support/hand-clock.ts'

/** A health whose probes the test answers. */
function openHealth(appendsFail?: () => boolean) {
  const clock = handClock()
  const logged: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => logged.push(line) } })
  const probes: ((unready: Unready | null) => void)[] = []
  const probe: AppendProbe = () =>
    new Promise((resolve) => probes.push((unready) => resolve({ unready })))
  const deps = { probe, clock, log, ...(appendsFail === undefined ? {} : { appendsFail }) }
  return { clock, logged, probes, health: createHealth(deps) }
}

test('callers at the same time, and within a second, share one probe', async () => {
  const { clock, probes, health } = openHealth()
  const asked = Array.from({ length: 1000 }, () => health.whyUnready())
  probes[0]?.(null)
  assert.deepEqual(new Set(await Promise.all(asked)), new Set([null]))
  clock.advance(999)
  assert.equal(await health.whyUnready(), null)
  assert.equal(probes.length, 1)
  clock.advance(1)
  const next = health.whyUnready()
  assert.equal(probes.length, 2)
  probes[1]?.('disco_cheio')
  assert.equal(await next, 'disco_cheio')
})

test('a probe that takes over 2 s makes the process unready, until another one succeeds', async () => {
  const { clock, probes, health } = openHealth()
  const asked = health.whyUnready()
  await clock.sleeperOf(2000)
  clock.advance(2000)
  assert.equal(await asked, 'tempo_esgotado')
  clock.advance(60_000)
  assert.equal(await health.whyUnready(), 'tempo_esgotado')
  assert.equal(probes.length, 1, 'tries do not pile up behind one that hangs')
  probes[0]?.(null)
  await new Promise(setImmediate)
  assert.equal(await health.whyUnready(), 'tempo_esgotado', 'it worked, but nobody waits so long')
  clock.advance(1000)
  const next = health.whyUnready()
  probes[1]?.(null)
  assert.equal(await next, null)
})

test('each change is logged once, however many ask', async () => {
  const { clock, probes, health, logged } = openHealth()
  for (const unready of [null, 'banco', 'banco', 'somente_leitura', null, null] as const) {
    const asked = health.whyUnready()
    probes.at(-1)?.(unready)
    await asked
    clock.advance(1000)
  }
  const said = logged.map((line) => {
    const { msg, falhou = null } = JSON.parse(line) as { msg: string; falhou?: string }
    return [msg, falhou]
  })
  assert.deepEqual(said, [
    ['not ready', 'banco'],
    ['not ready', 'somente_leitura'],
    ['ready again', null],
  ])
})

test('failed appends make the process unready too, and stopping overrides everything', async () => {
  const { probes, health } = openHealth(() => true)
  const asked = health.whyUnready()
  probes[0]?.(null)
  assert.equal(await asked, 'gravacoes_recentes')
  health.drain()
  assert.equal(await health.whyUnready(), 'encerrando')
})

test('a tenth of the appends of ten seconds must not fail; one lost connection may', () => {
  const clock = handClock()
  const recent = createRecentAppends(clock)
  recent.count(0, 1)
  assert.equal(recent.tooManyFail(), false, 'one alone')
  recent.count(0, 1)
  assert.equal(recent.tooManyFail(), true)
  recent.count(18, 0)
  assert.equal(recent.tooManyFail(), true, '2 of 20')
  recent.count(1, 0)
  assert.equal(recent.tooManyFail(), false, '2 of 21')
  clock.advance(5000)
  recent.count(0, 10)
  assert.equal(recent.tooManyFail(), true)
  clock.advance(9000)
  assert.equal(recent.tooManyFail(), true)
  clock.advance(1000)
  assert.equal(recent.tooManyFail(), false, 'over ten seconds ago')
})
