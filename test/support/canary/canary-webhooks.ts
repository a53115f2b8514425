/**
 * Wrong requests with canaries in them: to the webhook, to the authorization's address, to the API. Each
 * says which status is to be answered; what is answered is kept by the hub.
 */
import { randomBytes } from 'node:crypto'
import { buyer, type CanaryHub, endereco, telefone } from './canary-hub.ts'
import { hmac } from '../ingress/test-ingress.ts'

interface WrongCall {
  readonly what: string
  readonly address: string
  readonly status: number
  readonly init?: RequestInit & { readonly headers?: Record<string, string> }
}

const nome = `${buyer.firstName} ${buyer.lastName}`
const inAddress = encodeURIComponent(nome)

export function canaryEnvelope(changes: object = {}, payload: object = {}): object {
  return {
    canal: 'ML',
    tenantId: 123,
    tipo: 'ORDER_CREATED',
    externalId: 'CANARIO-1',
    versao: 1,
    payload: {
      destinatario: { nome, doc: buyer.doc, telefone },
      itens: [{ sku: 'SKU-DO-CANARIO', quantidade: 1 }],
      observacao: endereco,
      ...payload,
    },
    ...changes,
  }
}

/** A signed POST of the contract's envelope; `headers` come over the usual ones. */
export function signed(
  { service, secrets }: CanaryHub,
  body: object | string,
  headers: Record<string, string> = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const init = {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/json',
      'x-tenant': '123',
      'x-ml-signature': `sha256=${hmac(secrets.webhookSecret, text)}`,
      ...headers,
    },
  }
  return { address: `${service.publicUrl}/api/integracoes/ml/webhook`, init }
}

export function wrongWebhooks(hub: CanaryHub): readonly WrongCall[] {
  const { urlWebhook, secrets } = hub
  const envelope = (what: string, status: number, ...rest: [object | string, object?]) => ({
    what,
    status,
    ...signed(hub, rest[0], rest[1] as Record<string, string>),
  })
  const field = (what: string, payload: object) => envelope(what, 422, canaryEnvelope({}, payload))
  const elsewhere = `${urlWebhook.slice(0, -8)}${randomBytes(4).toString('hex')}`
  const body = JSON.stringify(canaryEnvelope())
  return [
    {
      what: 'an address that is nearly right',
      address: elsewhere,
      status: 404,
      init: { method: 'POST', body },
    },
    {
      what: 'a name in the address',
      address: `${hub.service.publicUrl}/${inAddress}?${secrets.apiToken}`,
      status: 404,
    },
    { what: 'a GET of the address', address: urlWebhook, status: 404 },
    { what: 'no notification', address: urlWebhook, status: 200, init: { method: 'POST', body } },
    {
      what: 'no JSON',
      address: urlWebhook,
      status: 200,
      init: { method: 'POST', body: `{"${nome}` },
    },
    envelope('a bad signature', 401, canaryEnvelope(), {
      'x-ml-signature': `sha256=${hmac('outro', body)}`,
    }),
    envelope('the secret for a signature', 401, canaryEnvelope(), {
      'x-ml-signature': secrets.webhookSecret,
    }),
    envelope('a name for a tenant', 400, canaryEnvelope(), { 'x-tenant': buyer.firstName }),
    envelope('a name for a type', 415, canaryEnvelope(), { 'content-type': buyer.firstName }),
    envelope('a name for an event', 422, canaryEnvelope(), { 'x-event-type': buyer.firstName }),
    envelope('a name for a trace', 422, canaryEnvelope({ canal: nome }), {
      traceparent: buyer.firstName,
    }),
    envelope('no JSON, signed', 400, `{"destinatario": "${nome}", ${buyer.doc}`),
    envelope('a name where an object should be', 422, canaryEnvelope({ payload: nome })),
    envelope('a name for a kind', 422, canaryEnvelope({ tipo: nome, versao: nome, traceId: nome })),
    envelope('another tenant’s', 422, canaryEnvelope({ tenantId: Number(buyer.doc) })),
    field('a name for a number', { itens: [{ sku: 'A', quantidade: nome }] }),
    field('a name for a size', { volume: { peso: nome, dimensoes: nome } }),
    field('a name as a key', { destinatario: nome, [nome]: nome, itens: [{ [nome]: buyer.doc }] }),
    field('a name that is far too long', { destinatario: { nome: nome.repeat(2000) } }),
    field('a name with a NUL', { destinatario: { nome: `${nome}\0`, doc: [buyer.doc] } }),
    envelope('a list of wrong ones', 422, { eventos: [canaryEnvelope({ tipo: nome }), nome] }),
  ]
}

/** With a state and a code that nobody has given: they are secrets all the same. */
export function wrongReturns({ service, canaries }: CanaryHub): readonly WrongCall[] {
  const page = `${service.publicUrl}/api/integracoes/ml/autorizacao`
  const state = randomBytes(32).toString('base64url')
  const code = `TG-${randomBytes(16).toString('hex')}`
  canaries.add('segredo', 'strange state', state)
  canaries.add('segredo', 'strange code', code)
  const queries = [
    `code=${code}&state=${state}`,
    `code=${inAddress}&state=${inAddress}`,
    `error=access_denied&error_description=${inAddress}&state=${state}`,
    `code=&state=${state}`,
    '',
  ]
  return queries.map((query) => ({
    what: `coming back with "${query.slice(0, 9)}"`,
    address: `${page}?${query}`,
    status: 400,
  }))
}

export function wrongCalls({ service, secrets }: CanaryHub): readonly WrongCall[] {
  const at = (path: string) => `${service.internalUrl}${path}`
  const by = (token: string, rest: RequestInit = {}) => ({
    ...rest,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  const good = by(secrets.apiToken)
  const post = (body: object | string) =>
    by(secrets.apiToken, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const events = '/api/integracoes/eventos'
  const enqueue = '/internal/integracoes/ml/enfileirar'
  const filters = [
    `status=${inAddress}`,
    `data=${buyer.doc}`,
    `cursor=${inAddress}`,
    `trace_id=${inAddress}`,
    `tenant=${encodeURIComponent(telefone)}`,
    `limite=${buyer.doc}`,
    `${inAddress}=1`,
    `external_id=${inAddress.repeat(20)}`,
  ]
  return [
    { what: 'no token', address: at(events), status: 401 },
    { what: 'the metrics without theirs', address: at('/metrics'), status: 401 },
    { what: 'the metrics with another', address: at('/metrics'), status: 401, init: good },
    { what: 'a name for a token', address: at(events), status: 401, init: by(buyer.firstName) },
    {
      what: 'a token that is nearly right',
      address: at(events),
      status: 401,
      init: by(`${secrets.apiToken.slice(0, -1)}-`),
    },
    {
      what: 'a token in the address',
      address: at(`${events}?token=${secrets.apiToken}`),
      status: 400,
      init: good,
    },
    ...filters.map((filter) => ({
      what: `the filter ${filter.slice(0, 12)}`,
      address: at(`${events}?${filter}`),
      status: 400,
      init: good,
    })),
    {
      what: 'an order’s id that is too long',
      address: at(`/api/pedidos?external_id=${inAddress.repeat(20)}`),
      status: 400,
      init: good,
    },
    { what: 'a name in the path', address: at(`/api/${inAddress}`), status: 404, init: good },
    {
      what: 'an envelope that is no JSON',
      address: at(enqueue),
      status: 400,
      init: post(`{"${nome}`),
    },
    {
      what: 'an envelope with wrong fields',
      address: at(enqueue),
      status: 422,
      init: post(canaryEnvelope({ tipo: nome })),
    },
    {
      what: 'a name for an event',
      address: at(`/internal/integracoes/ml/reprocessar/${inAddress}`),
      status: 404,
      init: post({ motivo: nome }),
    },
    {
      what: 'a name for an order',
      address: at(`/api/notificacoes/pedido/${inAddress}/pronto`),
      status: 404,
      init: post({ motivo: nome }),
    },
    {
      what: 'a field of somebody’s own',
      address: at('/internal/integracoes/ml/reprocessar/1'),
      status: 422,
      init: post({ motivo: nome, [nome]: nome }),
    },
  ]
}
