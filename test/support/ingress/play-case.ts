/**
 * Plays a case: a list of steps in a file of test/cases, which README.md there explains. Each step that has an `expect`
 * asserts it. Nothing waits for a time: what follows a step comes once the hub has nothing left to do.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type CaseHub, caseSeller } from './case-hub.ts'
import { eventually } from '../eventually.ts'

interface Served {
  /** With a query it is only that address; without, the path whatever its query. */
  readonly path: string
  /** [200] */
  readonly status?: number
  readonly body?: unknown
}

interface Step {
  readonly serve?: Served | readonly Served[]
  readonly notify?: Readonly<Record<string, unknown>> & { readonly raw?: string }
  readonly hub?: readonly string[]
  readonly wait?: number
  readonly look?: string
  readonly right?: string
  readonly expect?: unknown
}

export interface Case {
  readonly name: string
  /** What should happen, in a sentence. */
  readonly right: string
  readonly steps: readonly Step[]
}

const directory = join(import.meta.dirname, '../../cases')

export function readCases(): readonly Case[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.steps.json'))
  return files.toSorted().map((file) => {
    const steps = JSON.parse(readFileSync(join(directory, file), 'utf8')) as readonly Step[]
    const right = steps.find((step) => step.right !== undefined)?.right ?? ''
    assert.ok(
      steps.some(({ expect }) => expect !== undefined),
      `${file} expects nothing`,
    )
    return { name: file.replace('.steps.json', ''), right, steps }
  })
}

export async function playCase(hub: CaseHub, { name, steps }: Case): Promise<void> {
  const served = new Map<string, Served>()
  hub.marketplace.answer = (response, path) => {
    const address = hub.marketplace.received.at(-1)?.url ?? path
    answer(response, served.get(address) ?? served.get(path) ?? unserved[path] ?? notFound)
  }
  for (const [index, step] of steps.entries()) {
    const where = `${name}, step ${index + 1}`
    for (const each of [step.serve ?? []].flat()) served.set(each.path, each)
    if (step.notify !== undefined) await notify(hub, `${name}:${index}`, step.notify, step.expect)
    if (step.hub !== undefined) await command(hub, step.hub, step.expect)
    if (step.wait !== undefined || step.look !== undefined) await quiet(hub, where)
    if (step.look !== undefined) {
      const rows = await hub.sql.rows(step.look)
      if (step.expect !== undefined) {
        assert.deepEqual(JSON.parse(JSON.stringify(rows)), step.expect, where)
      }
    }
  }
  await quiet(hub, name)
}

const notFound: Served = { path: '', status: 404, body: { error: 'not_found', status: 404 } }
const unserved: Readonly<Record<string, Served>> = {
  '/orders/search': { path: '', body: { results: [], paging: { total: 0, offset: 0, limit: 50 } } },
  '/missed_feeds': { path: '', body: { messages: [] } },
}

function answer(response: ServerResponse, { status = 200, body }: Served): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body === undefined ? '' : JSON.stringify(body))
}

/** `expect`: `status` of the answer [200], and `json`, what its body has among other things. */
async function notify(
  hub: CaseHub,
  id: string,
  { raw, ...fields }: NonNullable<Step['notify']>,
  expect: unknown,
): Promise<void> {
  const usual = {
    _id: id,
    topic: 'orders_v2',
    user_id: Number(caseSeller.userId),
    application_id: Number(caseSeller.clientId),
  }
  const response = await hub.notify(raw ?? JSON.stringify({ ...usual, ...fields }))
  const answered = { status: response.status, json: await response.json() }
  assert.partialDeepStrictEqual(answered, { status: 200, ...(expect as object) }, id)
}

/** `expect`: its exit `code` [0], and `json`, what it answers with --json among other things. */
async function command(hub: CaseHub, args: readonly string[], expect: unknown): Promise<void> {
  const { code, stdout, stderr } = await hub.hub([...args, '--json'])
  const answered = { code, json: JSON.parse(stdout || '{}') as unknown }
  const what = `hub ${args.join(' ')}: ${stdout}${stderr}`
  assert.partialDeepStrictEqual(answered, { code: 0, ...(expect as object) }, what)
}

/** Waits until nothing is claimable, claimed, or about to be tried again. */
async function quiet({ sql }: CaseHub, where: string): Promise<void> {
  const busy = `
    select not exists (
      select from hub.integracao_outbox
      where status in ('PENDENTE', 'EM_ANDAMENTO') or motivo = 'RETRY'
    )`
  await eventually(() => sql.value<boolean>(busy), {
    what: `the hub is quiet: ${where}`,
    timeoutMs: 30_000,
  })
}
