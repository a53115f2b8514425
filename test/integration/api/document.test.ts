/** The OpenAPI document as others use it: a public linter, a generator of clients, and people in a browser. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { createSecrets, generateKey, parseKeys } from '../../../src/core/secrets.ts'
import { issueToken } from '../../../src/commands/operator/token.ts'
import { openPage } from '../../support/browser/browser.ts'
import { testDatabase } from '../../support/database/database.ts'
import { prepareTenant } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { generatedClient } from '../../support/http/generated-client.ts'
import { startInProcess } from '../../support/process/in-process.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { makeTenant } from '../../support/tenant.ts'
import { openTestApi } from '../../support/http/test-api.ts'

/** The README's first page, as whoever has a generated client writes it. */
const FIRST_PAGE = `
import createClient from 'openapi-fetch'
import type { components, paths } from './api.ts'

type Evento = components['schemas']['Evento']

export const evento: Evento = {
  canal: 'ML',
  tenantId: 123,
  tipo: 'ORDER_CREATED',
  externalId: 'ML-ORD-1',
  versao: 1,
  payload: {
    destinatario: { nome: 'Maria Silva', doc: '12345678909', telefone: '+5511999990000' },
    itens: [{ sku: 'ABC-1', quantidade: 2 }],
    volume: { peso: 1.2, dimensoes: '10x20x30' },
    etiqueta: 'BR123456789',
    status: 'ready_to_ship',
  },
}

export async function send(baseUrl: string, signature: string) {
  const { data, response } = await createClient<paths>({ baseUrl }).POST('/api/integracoes/ml/webhook', {
    params: { header: { 'X-Tenant': '123', 'X-ML-Signature': signature } },
    body: evento,
  })
  return { status: response.status, data }
}

export async function look(baseUrl: string, token: string) {
  const client = createClient<paths>({ baseUrl, headers: { authorization: 'Bearer ' + token } })
  const { data, error } = await client.GET('/api/pedidos', { params: { query: { external_id: 'ML-ORD-1' } } })
  if (error !== undefined) throw new Error(error.codigo)
  const [pedido] = data.itens
  const pronto: 'RECEBIDO' | 'PRONTO' | 'RETIRADO' | 'CANCELADO' | undefined = pedido?.status
  return { status: pronto, nome: pedido?.destinatario.nome }
}
`

interface FirstPage {
  readonly evento: object
  readonly send: (
    url: string,
    signature: string,
  ) => Promise<{ status: number; data: { status: string } }>
  readonly look: (url: string, token: string) => Promise<{ status?: string; nome?: string }>
}

test('a public linter finds nothing in the document', async (t) => {
  const api = await openTestApi(t)
  const { text } = await api.call('GET', '/api/openapi.json')
  const config = await createConfig({ extends: ['recommended-strict'] })
  const problems = await lintFromString({ source: text, config })
  assert.deepEqual(
    problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
    [],
  )
})

test('a generated client compiles and does what the first page says; people read the same in a browser', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const key = generateKey()
  const tenant = await makeTenant(client, createSecrets(parseKeys(key)))
  await prepareTenant(client)
  const { service } = await startInProcess(t, { DATABASE_URL: url, SECRETS_KEY: key })
  const { token } = await service.query
    .as({ tenants: 'todos', ator: 'teste' })
    .transaction((run) =>
      issueToken(run, { nome: 'cliente', papel: 'leitor', tenants: [123], ator: 'teste' }),
    )
  const document = (await (await fetch(`${service.internalUrl}/api/openapi.json`)).json()) as object
  const { evento, send, look } = (await generatedClient(
    t,
    document,
    FIRST_PAGE,
  )) as unknown as FirstPage

  const hmac = createHmac('sha256', tenant.secret).update(JSON.stringify(evento)).digest('hex')
  const sent = await send(service.publicUrl ?? '', `sha256=${hmac}`)
  assert.deepEqual([sent.status, sent.data.status], [202, 'RECEBIDO'])
  const ready = async () => (await look(service.internalUrl, token)).status === 'PRONTO'
  await eventually(ready, { what: 'the order is PRONTO' })
  assert.equal((await look(service.internalUrl, token)).nome, 'Maria S.')

  const page = await openPage(t, null, service.internalUrl, '/api/docs')
  await page.getByText('Recebe um evento assinado').click()
  await page.getByText('X-ML-Signature').first().waitFor()
})
