/** The examination of a connector's access: where it ends, and what it says there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcome } from '../../../src/mercado-livre/http/client.ts'
import { examineAccess } from '../../../src/mercado-livre/examine-access.ts'
import type { Token } from '../../../src/mercado-livre/oauth/tokens.ts'

const seller = { conectorId: '1', tenantId: '123', clientId: '8', userId: '7' }
const good: Token = { kind: 'token', accessToken: 'APP_USR-de-teste', versao: 1 }
const found = (body: unknown): Outcome => ({
  kind: 'found',
  body,
  partial: false,
  readAt: new Date(0),
})
const me = found({ id: 7, nickname: 'LOJA' })

/** Its last step, and how many there were. */
async function examine(
  answers: Partial<Record<'me' | 'order_search', Outcome>> = {},
  { token = good, apiUrl = 'http://127.0.0.1:1' } = {},
) {
  const steps = await examineAccess(
    {
      apiUrl,
      timeoutMs: 1000,
      tokens: { of: () => Promise.resolve(token) },
      client: (_, { operation }) =>
        Promise.resolve({ me, order_search: found({}), ...answers }[operation as 'me']),
    },
    seller,
  )
  return [steps.length, steps.at(-1)]
}

const ends = (n: number, nome: string, ok: boolean, detalhe: string) => [n, { nome, ok, detalhe }]

test('an examination without a failure has five steps', async () => {
  assert.deepEqual(await examine(), ends(5, 'pedidos', true, 'podem ser lidos'))
})

const reauthorize = 'o vendedor precisa autorizar a aplicação de novo'
const again = { kind: 'reauthorize' } as const

test('without a token nothing is asked', async () => {
  assert.deepEqual(await examine({}, { token: again }), ends(3, 'token', false, reauthorize))
  const away: Token = { kind: 'unavailable', motivo: 'agora não' }
  assert.deepEqual(await examine({}, { token: away }), ends(3, 'token', false, 'agora não'))
})

test('a token of another account is named as such', async () => {
  const other = found({ id: 9 })
  const detalhe = 'o token é de outra conta: autorize de novo'
  assert.deepEqual(await examine({ me: other }), ends(4, 'usuário', false, detalhe))
})

for (const [outcome, detalhe] of [
  [again, reauthorize],
  [
    { kind: 'forbidden', status: 403, erro: 'access_denied' },
    'o Mercado Livre não permite esta consulta: confira as permissões da aplicação; respondeu 403: access_denied',
  ],
  [{ kind: 'unavailable', motivo: 'respondeu 500' }, 'respondeu 500'],
  [{ kind: 'empty' }, 'ainda não está lá'],
] as const) {
  test(`a failure is said in words: ${outcome.kind}`, async () => {
    assert.deepEqual(await examine({ me: outcome }), ends(4, 'usuário', false, detalhe))
    const pedidos = ends(5, 'pedidos', false, detalhe)
    assert.deepEqual(await examine({ order_search: outcome }), pedidos)
  })
}

test('an unknown host name and a closed port end the examination, with their code', async () => {
  const nobody = await examine({}, { apiUrl: 'https://nao-existe.invalid' })
  assert.match(
    JSON.stringify(nobody),
    /^\[1,\{"nome":"DNS","ok":false,"detalhe":"não foi alcançado: E[A-Z_]+"\}\]$/,
  )
  const closed = await examine({}, { apiUrl: 'https://localhost:1' })
  assert.deepEqual(closed, ends(2, 'TLS', false, 'não foi alcançado: ECONNREFUSED'))
})
