/**
 * Senders who mean harm, against the program as it is run: bodies in crumbs, many large ones at once, forms of a million
 * fields, JSON that is nothing but depth. The memory stays small, and others are served as if nothing were.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createSecrets, generateKey, parseKeys } from '../../src/core/secrets.ts'
import { testDatabase } from '../support/database/database.ts'
import { freePort } from '../support/process/free-port.ts'
import { tempDir } from '../support/process/in-process.ts'
import { type ServiceProcess, serviceProcess } from '../support/process/service-process.ts'
import { sqlClient } from '../support/database/sql-client.ts'
import { makeTenant } from '../support/tenant.ts'
import { bytesOf, webhookHeaders } from '../support/ingress/test-ingress.ts'

/** A sender that is not answered for so long is not going to be. */
const patience = () => wait(30_000, undefined, { ref: false })

const MIB = 1024 * 1024
const WEBHOOK = '/api/integracoes/ml/webhook'

async function start(t: TestContext) {
  const { url } = await testDatabase(t)
  const key = generateKey()
  const tenant = await makeTenant(await sqlClient(t, url), createSecrets(parseKeys(key)))
  const service = serviceProcess(t, [await freePort(), await freePort()], {
    DATABASE_URL: url,
    DATA_DIR: tempDir(t),
    SECRETS_KEY: key,
    ROOMS: 'ingress,internal',
  })
  await service.start()
  return { service, tenant }
}

/** The most that the process has held so far, in bytes; what it holds now where the system does not tell. */
async function memoryPeak(service: ServiceProcess): Promise<number> {
  const status = `/proc/${service.pid()}/status`
  if (!existsSync(status)) return metric(service, 'process_resident_memory_bytes')
  return 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1])
}

async function metric({ internalUrl }: ServiceProcess, name: string): Promise<number> {
  return valueOf(await (await fetch(`${internalUrl}/metrics`)).text(), name)
}

function valueOf(metrics: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1])
}

/**
 * Sends a head, then `chunk` so many times as fast as it is taken, unless the other side closes or `patience` is over;
 * resolves to what was answered.
 */
async function send(
  port: number,
  head: string,
  [chunk, times]: readonly [Buffer, number],
  patience: Promise<unknown>,
  onAnswer: () => void = () => {},
): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text
    onAnswer()
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.write(head)
  for (let n = 0; n < times && !socket.destroyed; n += 1) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => {}), closed])
  }
  await Promise.race([closed, patience])
  socket.destroy()
  return heard
}

/**
 * What `act` cost the process: its CPU, and how late its event loop was at most and for 99 of 100, in milliseconds. How
 * late it was is told and not asserted: it counts the attacker and the other tests, which share the machine.
 */
async function costOf(service: ServiceProcess, act: () => Promise<unknown>) {
  // Each look begins a new count.
  const before = await metric(service, 'process_cpu_seconds_total')
  await act()
  const text = await (await fetch(`${service.internalUrl}/metrics`)).text()
  const lag = (name: string) => 1000 * valueOf(text, `nodejs_eventloop_lag_${name}_seconds`)
  const cpu = 1000 * (valueOf(text, 'process_cpu_seconds_total') - before)
  return { cpu, max: lag('max'), p99: lag('p99') }
}

test('hostile senders fill no memory and cost little', async (t) => {
  const { service, tenant } = await start(t)
  const publicPort = Number(new URL(service.publicUrl).port)
  const isAlive = async () => (await fetch(`${service.publicUrl}/livez`)).status === 200
  const head = (path: string, headers: Record<string, string>) =>
    [
      `POST ${path} HTTP/1.1`,
      ...Object.entries({ host: 'hub', ...headers }).map((entry) => entry.join(': ')),
      '',
      '',
    ].join('\r\n')
  const signed = webhookHeaders(bytesOf('{}'), tenant)

  await t.test('100 sockets of 300,000 chunks of one byte', async () => {
    const crumbs = Buffer.from('1\r\nx\r\n'.repeat(10_000))
    const chunked = head(WEBHOOK, { ...signed, 'transfer-encoding': 'chunked' })
    let answers: string[] = []
    const attack = async () => {
      const sockets = Array.from({ length: 100 }, () =>
        send(publicPort, chunked, [crumbs, 30], patience()),
      )
      answers = await Promise.all(sockets)
    }
    const { cpu, max } = await costOf(service, attack)
    t.diagnostic(
      `crumbs: ${cpu.toFixed()} ms of CPU, nobody waited longer than ${max.toFixed()} ms`,
    )
    assert.ok(cpu < 5000, `${cpu} ms`)
    assert.ok(await isAlive())
    assert.ok(answers.some((answer) => /^HTTP\/1.1 400 [^]*corpo_em_migalhas/.test(answer)))
    assert.ok(answers.every((answer) => !answer.includes(' 202 ')))
  })

  await t.test('500 sockets of 1 MiB', async () => {
    const large = Buffer.alloc(64 * 1024, ' ')
    const announced = head(WEBHOOK, { ...signed, 'content-length': String(MIB) })
    let answers: string[] = []
    const attack = async () => {
      const refused = Promise.withResolvers<void>()
      const enough = Promise.race([refused.promise, patience()])
      const sockets = Array.from({ length: 500 }, () =>
        send(publicPort, announced, [large, 15], enough, refused.resolve),
      )
      answers = await Promise.all(sockets)
    }
    const { cpu, max } = await costOf(service, attack)
    t.diagnostic(
      `500 MiB: ${cpu.toFixed()} ms of CPU, nobody waited longer than ${max.toFixed()} ms`,
    )
    assert.ok(cpu < 5000, `${cpu} ms`)
    assert.ok(await isAlive())
    assert.ok(answers.some((answer) => /^HTTP\/1.1 503 [^]*retry-after/i.test(answer)))
  })

  await t.test('a form of 2 MiB', async () => {
    const body = 'a&'.repeat(MIB)
    const post = async (path: string, chunked: boolean) => {
      const answer = await fetch(`${service.internalUrl}${path}`, {
        method: 'POST',
        body: chunked ? (ReadableStream.from([Buffer.from(body)]) as never) : body,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
        },
        duplex: 'half',
      })
      return [answer.status, (await answer.text()).length > 0]
    }
    const paths = ['/entrar', '/mapeamentos/sku/importar']
    const posts = paths.flatMap((path) => [() => post(path, false), () => post(path, true)])
    for (const send of posts) assert.deepEqual(await send(), [413, true])
    // The least of a few rounds: what else the machine does can only add to it.
    let each = Infinity
    for (let round = 0; round < 5; round += 1) {
      const { cpu } = await costOf(service, () => Promise.all(posts.map((send) => send())))
      each = Math.min(each, cpu / posts.length)
    }
    t.diagnostic(`a form of 2 MiB: ${each.toFixed(1)} ms of CPU`)
    assert.ok(each < 50, `${each} ms`)
  })

  await t.test('deep JSON, well signed, 20 times a second', async () => {
    const deep = bytesOf('['.repeat(MIB))
    const headers = webhookHeaders(deep, tenant)
    const post = async () => {
      const init = { method: 'POST', body: deep, headers }
      const answer = await fetch(`${service.publicUrl}${WEBHOOK}`, init)
      return ((await answer.json()) as { codigo: string }).codigo
    }
    let each = Infinity
    for (let round = 0; round < 3; round += 1) {
      const { cpu, p99 } = await costOf(service, async () => {
        const answers: Promise<string>[] = []
        for (let n = 0; n < 20; n += 1) {
          answers.push(post())
          await wait(50)
        }
        assert.deepEqual(new Set(await Promise.all(answers)), new Set(['json_excessivo']))
      })
      each = Math.min(each, cpu / 20)
      t.diagnostic(`deep JSON: 99 of 100 waited at most ${p99.toFixed()} ms`)
    }
    t.diagnostic(`deep JSON: ${each.toFixed(1)} ms of CPU each`)
    assert.ok(each < 50, `${each} ms`)
  })

  const peak = await memoryPeak(service)
  t.diagnostic(`at most ${(peak / MIB).toFixed()} MiB`)
  assert.ok(peak < 400 * MIB, `${peak / MIB} MiB`)
})
