/**
 * Odd input wherever the OpenAPI document says that something may be put, the webhook's two forms too, byte by byte over a
 * real socket: a problem that names the field, never a 5xx, and nothing of it seen again. What is documented is walked;
 * nothing is listed here.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createSecrets, generateKey, parseKeys } from '../../../src/core/secrets.ts'
import { testDatabase } from '../../support/database/database.ts'
import {
  type ApiDocument,
  bodyWith,
  type Called,
  fieldName,
  operationsIn,
  type Sample,
  type Way,
} from '../../support/panel/document-spots.ts'
import { startInProcess } from '../../support/process/in-process.ts'
import { connectSeller, seller } from '../../support/marketplace/marketplace-seller.ts'
import {
  BOM_BYTES,
  MARK,
  ODD_BYTES,
  ODD_ESCAPES,
  type OddText,
  percentEncoded,
} from '../../support/ingress/odd-text.ts'
import { type RawAnswer, rawRequest } from '../../support/ingress/raw-request.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { makeTenant } from '../../support/tenant.ts'
import { hmac } from '../../support/ingress/test-ingress.ts'
import { issueToken } from '../../../src/commands/operator/token.ts'

/** What an id, a number, a date or a choice is not. */
const NO_VALUES = [
  '99999999999999999999',
  '-1',
  '1.5',
  '1e3',
  'infinity',
  'NaN',
  '0001-01-01 BC',
  '294277-01-01',
  '2026-02-30',
  '2026-01-01T25:00:00Z',
]
/** The same in JSON, beside other kinds. */
const NO_JSON_VALUES = [
  '"99999999999999999999"',
  '99999999999999999999',
  '-1',
  '1e999',
  '"infinity"',
  '"294277-01-01"',
  '[[0]]',
  '{}',
]
/** What is text may say anything. */
const TEXT = new Set(['canal', 'external_id'])

/** What a request may bring beside what is documented. */
const HEADERS = [
  'user-agent',
  'x-request-id',
  'traceparent',
  'tracestate',
  'idempotency-key',
  'accept',
  'accept-language',
  'cookie',
  'origin',
  'referer',
  'x-forwarded-for',
  'x-forwarded-host',
]

interface Put {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

async function openHub(t: TestContext) {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const key = generateKey()
  const tenant = await makeTenant(client, createSecrets(parseKeys(key)))
  await connectSeller(client)
  const env = { DATABASE_URL: url, SECRETS_KEY: key, TRUSTED_PROXIES: '127.0.0.1/32' }
  const { service, logged } = await startInProcess(t, env)
  const { token } = await service.query
    .as({ tenants: 'todos', ator: 'teste' })
    .transaction((run) =>
      issueToken(run, { nome: 'odd', papel: 'operador', tenants: [123], ator: 'teste' }),
    )
  const publicUrl = service.publicUrl ?? assert.fail()
  const text = await (await fetch(`${service.internalUrl}/api/openapi.json`)).text()
  const operations = operationsIn(JSON.parse(text) as ApiDocument)

  /** As its caller does it, but for what is `put`. */
  function call(operation: Called, put: Put = {}): Promise<RawAnswer> {
    const { method, path, parameters, bodies, isGuarded } = operation
    const body = put.body ?? (bodies[0] && Buffer.from(JSON.stringify(bodies[0].sample)))
    const known: Readonly<Record<string, string>> = { caminho: seller.caminho, ...put.path }
    const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '1')
    const isSigned = parameters.some(({ name }) => name === 'X-ML-Signature')
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(isGuarded ? { authorization: `Bearer ${token}` } : {}),
      ...(isSigned
        ? {
            'x-tenant': '123',
            'x-ml-signature': `sha256=${hmac(tenant.secret, body ?? '')}`,
          }
        : {}),
      ...put.headers,
    }
    const needed = parameters.filter((each) => each.in === 'query' && each.required === true)
    const query = put.query ?? needed.map(({ name }) => `${name}=1`).join('&')
    return rawRequest(operation.server ? publicUrl : service.internalUrl, {
      method,
      target: query === '' ? target : `${target}?${query}`,
      headers,
      body,
    })
  }
  return { call, client, operations, logged, publicUrl, service }
}

interface Told {
  readonly codigo: string
  readonly detail: string
  readonly status: unknown
  readonly problemas?: readonly { readonly campo: string | null; readonly aceita: string }[]
  readonly erros?: readonly { readonly campo: string; readonly motivo: string }[]
  readonly eventos?: readonly { readonly motivo?: string }[]
}

/** A refusal is a problem; whatever it is, it is ours and repeats nothing. */
function assertCalm(about: string, { status, type, all, body }: RawAnswer): Told {
  assert.ok(status >= 200 && status < 500, `${about}: ${status} ${body}`)
  assert.ok(!all.includes(MARK), `${about} is repeated: ${all}`)
  if (status >= 400) assert.equal(type, 'application/problem+json', about)
  return body.startsWith('{') ? (JSON.parse(body) as Told) : ({} as Told)
}

function assertNames(about: string, told: Told, name: string): void {
  const named = [
    ...(told.problemas ?? []).map(({ campo, aceita }) => (aceita === '' ? '' : campo)),
    ...(told.erros ?? []).map(({ campo, motivo }) => (motivo === '' ? '' : campo)),
    ...(told.eventos ?? []).map(({ motivo = '' }) => `eventos[0].${motivo.split(' ')[0]}`),
  ]
  assert.ok(
    named.some((each) => each?.startsWith(name) === true),
    `${about}: ${JSON.stringify(told)}`,
  )
}

const isNotification = ({ path }: Called) => path.endsWith('/{caminho}')
const titleOf = ({ method, path }: Called) => `${method} ${path}`

test('odd text in an address is refused by the name of its parameter', async (t) => {
  const { call, operations, logged } = await openHub(t)
  let asked = 0
  for (const operation of operations) {
    for (const { in: where, name } of operation.parameters) {
      const put = (text: string): Put =>
        where === 'path' ? { path: { [name]: text } } : { query: `${name}=${text}` }
      for (const { what, text } of where === 'header' ? [] : ODD_BYTES) {
        const about = `${titleOf(operation)} ${name} with ${what}`
        const encoded = await call(operation, put(percentEncoded(text)))
        const told = assertCalm(about, encoded)
        assert.ok(encoded.status >= 400, `${about} was taken`)
        if (where === 'query') assertNames(about, told, name)
        // No listener takes it for an address, and nobody looks for names in it.
        const bare = await call(operation, put(text))
        assertCalm(`${about}, as it is`, bare)
        assert.ok(bare.status >= 400, `${about}, as it is, was taken`)
        asked++
      }
    }
    for (const odd of ODD_BYTES) {
      const name = percentEncoded(odd.text)
      assertCalm(titleOf(operation), await call(operation, { query: `${name}=1&${name}` }))
    }
  }
  assert.ok(asked > 100, String(asked))
  assert.ok(!logged.join('').includes(MARK))
})

test('no header makes an operation fail, whatever bytes are in it', async (t) => {
  const { call, operations, logged } = await openHub(t)
  for (const operation of operations) {
    const documented = operation.parameters.filter((each) => each.in === 'header')
    for (const name of new Set([
      ...HEADERS,
      ...documented.map((each) => each.name.toLowerCase()),
    ])) {
      for (const { what, text } of ODD_BYTES) {
        const about = `${titleOf(operation)} ${name} with ${what}`
        assertCalm(about, await call(operation, { headers: { [name]: text } }))
      }
    }
  }
  assert.ok(!logged.join('').includes(MARK))
})

/** Each spot of each body, with each of `texts` there, as JSON has it. */
async function walkBodies(
  operations: readonly Called[],
  texts: readonly OddText[],
  look: (spot: {
    readonly operation: Called
    readonly body: Sample
    readonly way: Way
    readonly name: string
    readonly about: string
    readonly put: Put
  }) => Promise<void>,
): Promise<number> {
  let asked = 0
  for (const operation of operations) {
    for (const body of operation.bodies) {
      for (const way of body.leaves) {
        for (const { what, text } of texts) {
          const name = fieldName(way)
          const about = `${titleOf(operation)} ${name} with ${what}`
          const put = { body: bodyWith(body, way, text) }
          await look({ operation, body, way, name, about, put })
          asked++
        }
      }
    }
  }
  return asked
}

const quoted = (texts: readonly OddText[]) =>
  texts.map(({ what, text }) => ({ what, text: `"${text}"` }))

test('odd text in a body is refused by the name of its field, and bytes that are not UTF-8 are refused as such', async (t) => {
  const { call, operations, logged } = await openHub(t)
  const others = operations.filter((each) => !isNotification(each))
  const escaped = await walkBodies(
    others,
    quoted(ODD_ESCAPES),
    async ({ operation, name, about, put }) => {
      const answer = await call(operation, put)
      const told = assertCalm(about, answer)
      assert.equal(answer.status, 422, about)
      assertNames(about, told, name)
    },
  )
  // Wherever in the body it stands.
  const ends = others.map((each) => ({
    ...each,
    bodies: each.bodies.map(({ sample, leaves }) => ({ sample, leaves: leaves.slice(-1) })),
  }))
  const raw = await walkBodies(ends, quoted(ODD_BYTES), async ({ operation, about, put }) => {
    const answer = await call(operation, put)
    const told = assertCalm(about, answer)
    assert.equal(answer.status, 400, about)
    assert.equal(told.codigo, 'json_invalido', about)
    assert.match(told.detail, /UTF-8/, about)
  })
  const bom = { what: 'a byte order mark', text: BOM_BYTES }
  await walkBodies(others, quoted([bom]), async ({ operation, about, put }) => {
    assertCalm(about, await call(operation, put))
    const body = Buffer.concat([Buffer.from('\xef\xbb\xbf', 'latin1'), put.body ?? Buffer.of()])
    assertCalm(about, await call(operation, { body }))
  })
  assert.ok(escaped > 60 && raw > 30, `${escaped} ${raw}`)
  assert.ok(!logged.join('').includes(MARK))
})

/** A notification is used for what can be read of it, and needs no more than these. */
const NEEDED = new Set(['resource', 'user_id', 'topic', 'application_id'])

test('a notification with odd text is stored where only what it does not need is odd, and else refused in its 200', async (t) => {
  const { call, operations, client, logged } = await openHub(t)
  const ours = operations.filter(isNotification)
  const texts = quoted([
    ...ODD_ESCAPES,
    ...ODD_BYTES.filter(({ text }) => !text.includes('\0')),
    { what: 'a byte order mark', text: BOM_BYTES },
  ])
  const stored = new Set<string>()
  const asked = await walkBodies(ours, texts, async ({ operation, name, about, put }) => {
    const answer = await call(operation, put)
    const told = assertCalm(about, answer)
    assert.equal(answer.status, 200, about)
    if (!NEEDED.has(name)) assert.match(String(told.status), /^(RECEBIDO|DUPLICADO)$/, about)
    if (told.status !== 'RECUSADO') stored.add(name)
  })
  assert.ok(asked > 80, String(asked))
  assert.ok(stored.has('_id'))
  assert.equal(
    await client.value(`select count(*)::int from hub.integracao_evento where status = 'RECEBIDO'
      and external_id <> '/orders/2000003508419013'`),
    0,
    'what points at nothing that can be fetched is not fetched',
  )
  assert.ok(!logged.join('').includes(MARK))
})

test('a value of the wrong kind is refused by name: numbers, ids, dates, choices', async (t) => {
  const { call, operations } = await openHub(t)
  for (const operation of operations) {
    for (const { in: where, name } of operation.parameters) {
      for (const text of NO_VALUES) {
        const about = `${titleOf(operation)} ${name} with ${text}`
        const encoded = percentEncoded(text)
        if (where === 'path') {
          const answer = await call(operation, { path: { [name]: encoded } })
          assertCalm(about, answer)
          assert.equal(answer.status, 404, about)
        } else if (where === 'query') {
          const answer = await call(operation, { query: `${name}=${encoded}` })
          const told = assertCalm(about, answer)
          if (!TEXT.has(name)) assert.equal(answer.status, 400, about)
          if (answer.status >= 400) assertNames(about, told, name)
        } else {
          assertCalm(about, await call(operation, { headers: { [name]: text } }))
        }
      }
    }
  }
  const values = NO_JSON_VALUES.map((text) => ({ what: text, text }))
  await walkBodies(operations, values, async ({ operation, name, about, put }) => {
    const answer = await call(operation, put)
    const told = assertCalm(about, answer)
    if (answer.status === 422) assertNames(about, told, name)
  })
})
