import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestApi } from '../../support/http/test-api.ts'

interface Document {
  readonly openapi: string
  readonly security: readonly unknown[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly {
    readonly in: string
    readonly name: string
    readonly description?: string
    readonly example?: unknown
    readonly schema?: { readonly examples?: readonly unknown[] }
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, unknown>> }
    >
  >
}

async function read(t: Parameters<typeof openTestApi>[0]) {
  const api = await openTestApi(t)
  const { text, status } = await api.call('GET', '/api/openapi.json', { as: 'leitor' })
  assert.equal(status, 200)
  return { api, document: JSON.parse(text) as Document }
}

const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  )

test('every route is documented, and nothing else is', async (t) => {
  const { api, document } = await read(t)
  assert.match(document.openapi, /^3\.1\./)
  const served = api.app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/api/docs'))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  const documented = operationsOf(document).map(({ method, path }) => `${method} ${path}`)
  const webhook = ['', '/{caminho}'].map((form) => `POST /api/integracoes/ml/webhook${form}`)
  assert.deepEqual(documented.sort(), [...new Set(served), ...webhook].sort())
})

test('every documented operation answers, with a status that it documents', async (t) => {
  const { api, document } = await read(t)
  const here = operationsOf(document).filter(({ path }) => !path.includes('/webhook'))
  for (const { path, method, operation } of here) {
    const real = path.replace(/\{\w+\}/g, '1')
    const bodies = operation.requestBody === undefined ? [undefined] : [{}, { motivo: 'x' }, '{']
    for (const body of bodies) {
      for (const as of ['leitor', 'admin', undefined] as const) {
        const { status, headers } = await api.call(method, real, { as, body })
        const documented = operation.responses[String(status)]
        assert.ok(documented, `${method} ${path} answered ${status}`)
        const type = headers.get('content-type')?.split(';')[0] ?? ''
        assert.ok(documented.content?.[type], `${method} ${path} ${status} came as ${type}`)
      }
    }
  }
})

test('the document says what each part is', async (t) => {
  const { document } = await read(t)
  assert.deepEqual(document.security, [{ token: [] }])
  for (const { path, method, operation } of operationsOf(document)) {
    assert.ok(operation.summary, `${method} ${path}`)
    if (path !== '/api/openapi.json') {
      assert.ok(operation.responses['401'] && operation.responses['503'], `${method} ${path}`)
    }
    const bodies = [operation.requestBody, ...Object.values(operation.responses)]
    for (const { content = {} } of bodies.filter((each) => each !== undefined)) {
      for (const each of Object.values(content) as { example?: unknown }[]) {
        assert.ok(each.example !== undefined || operation.requestBody, `${method} ${path}`)
      }
    }
    if (method === 'POST') assert.ok(operation.requestBody, `${method} ${path}`)
    for (const parameter of operation.parameters ?? []) {
      assert.ok(parameter.description, `${method} ${path} ${parameter.name}`)
      const { example, schema } = parameter
      assert.ok(example ?? schema?.examples, `${method} ${path} ${parameter.name}`)
    }
  }
  const filters = document.paths['/api/integracoes/eventos']?.['get']?.parameters ?? []
  assert.deepEqual(
    filters.map(({ name }) => name),
    [
      'canal',
      'status',
      'tipo',
      'origem',
      'data',
      'data_de',
      'data_ate',
      'tenant',
      'external_id',
      'trace_id',
      'limite',
      'cursor',
    ],
  )
})
