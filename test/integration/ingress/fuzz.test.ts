/**
 * Deeply odd input under a valid signature: never a 5xx, never a word of it in the answer or the log, and stored only
 * if the answer said so.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { envelope, openTestIngress } from '../../support/ingress/test-ingress.ts'

const CANARY = 'CANARIO7f3a'

/** Text that carries the canary between characters that are likely to hurt. */
const oddText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(
        '\0',
        '\ud800',
        '\udfff',
        '\u2028',
        '"',
        '\\',
        '__proto__',
        "';--",
        '%s',
        '${x}',
        '10x20x30',
        '𝒳',
        'e\u0301',
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(CANARY))

const oddValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    oddText,
    fc.constantFrom(
      null,
      true,
      false,
      0,
      -0,
      -1,
      1.5,
      1e308,
      5e-324,
      2 ** 53,
      2 ** 63,
      '',
      ' ',
      [],
      {},
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(
        oddText,
        fc.constantFrom('sku', 'quantidade', 'nome', 'altura', 'eventos', '__proto__'),
      ),
      tie('value'),
      {
        maxKeys: 4,
      },
    ),
  ),
})).value

const paths = [
  'canal',
  'tenantId',
  'tipo',
  'externalId',
  'versao',
  'traceId',
  'payload',
  'payload.destinatario',
  'payload.destinatario.nome',
  'payload.destinatario.doc',
  'payload.itens',
  'payload.itens.0',
  'payload.itens.0.sku',
  'payload.itens.0.quantidade',
  'payload.volume',
  'payload.volume.peso',
  'payload.volume.dimensoes',
  'payload.volume.dimensoes.altura',
  'payload.etiqueta',
  'payload.status',
  'extra',
  'payload.extra',
]

/** The example with a few of its fields replaced, wherever they still are. */
const oddEvent = fc
  .array(fc.tuple(fc.constantFrom(...paths), oddValue), { maxLength: 3 })
  .map((changes) => {
    const event = structuredClone(envelope())
    for (const [path, value] of changes) put(event, path.split('.'), value)
    return event
  })

function put(at: unknown, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (typeof at !== 'object' || at === null) return
  const parent = at as Record<string, unknown>
  if (rest.length > 0) put(parent[key], rest, value)
  else
    Object.defineProperty(parent, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
}

const oddBody = fc.oneof(
  { weight: 4, arbitrary: oddEvent.map((event) => JSON.stringify(event)) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(oddEvent, oddValue), { maxLength: 5 })
      .map((eventos) => JSON.stringify({ eventos })),
  },
  { weight: 1, arbitrary: oddValue.map((value) => JSON.stringify(value)) },
  // Cut anywhere, or with bytes of it overwritten.
  {
    weight: 1,
    arbitrary: fc
      .tuple(oddEvent, fc.nat(400), fc.uint8Array({ maxLength: 8 }))
      .map(([event, at, bytes]) => {
        const body = Buffer.from(JSON.stringify(event))
        body.set(bytes.subarray(0, Math.max(0, body.length - at)), Math.min(at, body.length))
        return bytes.length % 2 === 0 ? body.subarray(0, at) : body
      }),
  },
)

test('odd input is answered 202, 400 or 422, echoes nothing, and is stored only if the answer says so', async (t) => {
  const { post, client, logged } = await openTestIngress(t)
  let stored = 0
  const seen: Record<number, number> = {}
  await fc.assert(
    fc.asyncProperty(oddBody, async (body) => {
      const { status, text, json } = await post(body)
      seen[status] = (seen[status] ?? 0) + 1
      assert.ok([202, 400, 422].includes(status), `answered ${status}`)
      assert.equal(text.includes(CANARY), false, 'the answer echoes')
      assert.equal(logged.splice(0).join('').includes(CANARY), false, 'the log echoes')
      const answers = status === 202 ? (json.eventos ?? [json]) : []
      stored += answers.filter(({ eventoId }) => eventoId !== undefined).length
      assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), stored)
    }),
    { numRuns: 500 },
  )
  assert.equal(
    await client.value(`select count(*)::int from hub.integracao_evento as e
      where e.status = 'RECEBIDO' and not exists (select from hub.integracao_outbox as o where o.evento_id = e.id)`),
    0,
    'every event that was received has its outbox row',
  )
  for (const status of [202, 400, 422]) assert.ok((seen[status] ?? 0) > 10, JSON.stringify(seen))
})
