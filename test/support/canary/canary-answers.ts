/** Answers of a marketplace that is broken or hostile, full of canaries. */
import { buyer, endereco, receiver, telefone } from './canary-hub.ts'
import { seller } from '../marketplace/marketplace-seller.ts'
import type { Exchange, Instead } from '../marketplace/tapped-marketplace.ts'

const nome = `${buyer.firstName} ${buyer.lastName}`
const people = { nome, cpf: buyer.doc, telefone, endereco, receiver }

/** A JSON body that echoes whatever came with the request, beside `body`. */
export function echo(status: number, body: object = {}, headers: Record<string, string> = {}) {
  return ({ response, token, form }: Exchange) => {
    const echoed = { ...people, token, authorization: `Bearer ${token}`, sent: form.toString() }
    const all = { message: `${nome} ${token} ${form.toString()}`, ...echoed, ...body }
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(all))
  }
}

export function html(status: number): Instead {
  return ({ response, token }) => {
    response.writeHead(status, { 'content-type': 'text/html' })
    response.end(`<html><h1>Erro de ${nome}</h1>${buyer.doc} ${telefone} ${token}</html>`)
  }
}

/** The connection ends in the middle of the body. */
const cut: Instead = async ({ response, pass }) => {
  const { status, headers, body } = await pass()
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.write(body.slice(0, -20), () => response.destroy())
}

const silent: Instead = () => {}

/** It was done, and nobody hears of it. */
export const lost: Instead = async ({ response, pass }) => {
  await pass()
  response.destroy()
}

/** What the sandbox says, changed. */
export function changed(change: (body: Record<string, unknown>) => object, status = 200): Instead {
  return async ({ response, pass }) => {
    const { headers, body } = await pass()
    const json = JSON.parse(body) as Record<string, unknown>
    response.writeHead(status, headers).end(JSON.stringify({ ...json, ...change(json) }))
  }
}

function raw(body: string): Instead {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  }
}

/** An answer to a GET of an order, and what is to become of the order's fetch request. */
interface BadAnswer {
  readonly what: string
  readonly answer: Instead
  readonly resultado: 'CONCLUIDO' | 'ADIADO' | 'FALHA' | 'MORTO'
  /** What people are told. [nothing] */
  readonly erro?: string
  /** How often it is asked for. [1] */
  readonly times?: number
}

const fails = (what: string, answer: Instead, erro: string, times = 1): BadAnswer => ({
  what,
  answer,
  resultado: 'FALHA',
  erro,
  times,
})
const dies = (what: string, answer: Instead, erro: string): BadAnswer => ({
  what,
  answer,
  resultado: 'MORTO',
  erro,
})
const passes = (what: string, answer: Instead): BadAnswer => ({
  what,
  answer,
  resultado: 'CONCLUIDO',
})
const notUnderstood = (what: string, change: object, falta: string): BadAnswer =>
  fails(
    what,
    changed(() => change),
    `a resposta do Mercado Livre não foi entendida; ${falta}`,
  )
const leavesOut = (what: string, change: object): BadAnswer =>
  passes(
    what,
    changed(() => ({ shipping: { id: null }, ...change })),
  )

/** In an order in which no breaker opens. */
export const badAnswers: readonly BadAnswer[] = [
  passes(
    'a part of it',
    changed(() => ({ buyer: { first_name: buyer.firstName, last_name: buyer.lastName } }), 206),
  ),
  passes(
    'a name without end',
    changed(() => ({
      shipping: { id: null },
      buyer: { first_name: `${nome} `.repeat(1500), last_name: buyer.lastName },
    })),
  ),
  passes(
    'much beside what is wanted',
    changed(({ buyer: whose }) => ({
      ...people,
      buyer: { ...(whose as object), phone: telefone, email: `${buyer.firstName}@exemplo.com.br` },
      feedback: { [nome]: people },
      seller: { id: Number(seller.userId), nickname: nome },
    })),
  ),
  leavesOut('a name where a number should be', {
    order_items: [{ item: { id: nome, seller_sku: nome }, quantity: nome }],
  }),
  leavesOut('a CPF where a date should be', { last_updated: buyer.doc }),
  notUnderstood(
    'a name where an id should be',
    { id: nome, seller: { id: nome } },
    'id: deve ser um número',
  ),
  leavesOut('a name where an object should be', { buyer: nome, shipping: nome }),
  notUnderstood(
    'another order than was asked for',
    { id: 2000003500000001, buyer: people },
    'id: deve ser o do pedido consultado',
  ),
  fails(
    'no JSON',
    raw(`{"buyer":"${nome}",${buyer.doc}`),
    'respondeu 200 com um corpo que não é JSON',
  ),
  dies(
    '403 by a policy',
    echo(403, { code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES' }),
    'o Mercado Livre não permite esta consulta: confira as permissões da aplicação; respondeu 403',
  ),
  fails('404', echo(404), 'o Mercado Livre não conhece o recurso; respondeu 404'),
  fails('500 in HTML', html(500), 'respondeu 500'),
  fails('200 in HTML', html(200), 'respondeu 200 com um corpo que não é JSON'),
  dies('400 with the token', echo(400), 'o Mercado Livre recusou a consulta; respondeu 400'),
  // A connection that breaks is tried again twice.
  fails('half a body', cut, 'não foi alcançado: UND_ERR_SOCKET', 3),
  fails('nothing', silent, 'não respondeu a tempo'),
  dies(
    'another seller’s order',
    changed(() => ({ seller: { id: 1, nickname: buyer.lastName } })),
    'o recurso é de outro vendedor',
  ),
  fails(
    'more than is read',
    raw(JSON.stringify({ a: nome.repeat(120_000) })),
    'respondeu mais de … bytes',
  ),
  {
    what: '429',
    answer: echo(429, {}, { 'retry-after': '1' }),
    resultado: 'ADIADO',
    erro: 'o Mercado Livre respondeu 429',
  },
]
