/**
 * Text of 3,000 and of 10,000 characters, which no index can hold, wherever text comes in that an index keeps: refused by a
 * sentence that names the field and its limit, or kept under a key of its own; never an error of the database's.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { suite, test } from 'node:test'
import { HubError } from '../../../src/core/errors.ts'
import { readSsoUser } from '../../../src/panel/entrance/sso-user.ts'
import { testDatabase } from '../../support/database/database.ts'
import { prepareTenant } from '../../support/relay/engine.ts'
import { connectSeller, seller } from '../../support/marketplace/marketplace-seller.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { openTestApi } from '../../support/http/test-api.ts'
import { openTestPanel } from '../../support/panel/test-panel.ts'
import { answered, envelope, openTestIngress } from '../../support/ingress/test-ingress.ts'

/** Nothing makes it shorter: an index that packs its text could hold more of what repeats itself. */
const LONG = [3000, 10_000].map((length) =>
  Array.from({ length: 160 }, (_, n) => createHash('sha256').update(String(n)).digest('hex'))
    .join('')
    .slice(0, length),
)

/** By which entrance text comes into each unbounded column that an index keeps, and what bounds it. */
const FED: Readonly<Record<string, string>> = {
  'auditoria.acao': 'a word of ours',
  'auditoria.ator': 'cut by audit.write',
  'auditoria.objeto': 'a word of ours',
  'auditoria.objeto_id': 'cut by audit.write',
  'conector_ritmo.chave': 'client and user ids',
  'conector_visita.endereco': 'an address that was parsed',
  'integracao_aplicacao.caminho': 'made here',
  'integracao_conector.user_id': 'digits',
  'mapeamento_sku.sku_externo': 'processing.save_sku_mapping and the import',
  'mapeamento_status.status_externo': 'processing.save_status_mapping and the import',
  'notificacao.pacote': 'two ids of digits',
  'operador.login': 'access.add_operator',
  'operador.oidc_sub': 'access.require_sub',
  'pedido_item.sku_externo': 'events',
  'pedido_marketplace.envio_id': 'digits',
  'pedido_marketplace.pack_id': 'digits',
  'pendencia_mapeamento.chave': 'events',
  'posicao.codigo': 'nobody yet',
  'tenant_flag.nome': 'a word of ours and a channel',
  'volume.etiqueta_externa': 'events',
}

test('every unbounded text in an index comes from an interface that bounds it', async (t) => {
  const client = await sqlClient(t, (await testDatabase(t)).url)
  const columns = await client.rows<{ name: string }>(
    `select distinct c.relname || '.' || a.attname as name
     from pg_index as i
     join pg_class as c on c.oid = i.indrelid
     join pg_attribute as a on a.attrelid = c.oid and a.attnum = any (i.indkey)
     join pg_class as x on x.oid = i.indexrelid
     join pg_am as m on m.oid = x.relam
     where c.relnamespace = 'hub'::regnamespace and m.amname = 'btree'
       and a.atttypid in ('text'::regtype, 'varchar'::regtype) and a.atttypmod = -1
     order by 1`,
  )
  assert.deepEqual(
    columns.map(({ name }) => name),
    Object.keys(FED).toSorted(),
  )
})

test('every routine that stores names refuses one that is too long, and says which', async (t) => {
  const client = await sqlClient(t, (await testDatabase(t)).url)
  await prepareTenant(client, 123)
  await client.rows(`select access.create_operator('ana', 'Ana', 'admin', '{}', null, 'teste')`)
  const calls: readonly (readonly [string, RegExp])[] = [
    [`processing.save_sku_mapping(123, 'ML', $1, 'I', 'teste')`, /SKU externo.* 200 /],
    [`processing.save_sku_mapping(123, 'ML', 'E', $1, 'teste')`, /SKU interno.* 200 /],
    [
      `processing.save_status_mapping(123, 'ML', $1, 'PRONTO', false, 'x')`,
      /status externo.* 200 /,
    ],
    [`access.set_operator_sub('ana', $1, 'teste')`, /EMISSOR#SUB.* 500 /],
    [`access.link_operator($1, 'bia', 'Bia', 'leitor', '{}', 'sso')`, /EMISSOR#SUB.* 500 /],
    [`access.link_operator('x#1', $1, 'Bia', 'leitor', '{}', 'sso')`, /login.* 64 /],
    [`access.link_operator('x#1', 'bia', $1, 'leitor', '{}', 'sso')`, /nome.* 100 /],
    [`access.create_operator($1, 'Bia', 'leitor', '{}', null, 'teste')`, /login.* 64 /],
    [`access.create_operator('bia', $1, 'leitor', '{}', null, 'teste')`, /nome.* 100 /],
  ]
  for (const [call, says] of calls) {
    for (const text of LONG) {
      await assert.rejects(client.rows(`select ${call}`, [text]), (error: Error) => {
        assert.equal((error as Error & { code?: string }).code, 'HB422', call)
        assert.match(error.message, says, call)
        return true
      })
    }
  }
  // Whoever acts is noted, however they are called.
  for (const text of LONG) {
    await client.rows(`select processing.save_sku_mapping(123, 'ML', 'E', 'I', $1)`, [text])
    const ator = await client.value('select ator from hub.auditoria order by id desc limit 1')
    assert.equal(ator, text.slice(0, 200))
  }
})

test('a user whose name at the provider is too long is told so', () => {
  for (const text of LONG) {
    const said = { iss: 'https://id.test', sub: text, name: 'A', papel: 'leitor' }
    const names = { papel: 'papel', tenants: null }
    assert.throws(
      () => readSsoUser(said, names),
      (error) => {
        assert.ok(error instanceof HubError)
        assert.match(error.message, /iss e sub têm juntos menos de 500 caracteres/)
        return !error.message.includes(text.slice(0, 20))
      },
    )
    const long = { iss: 'https://id.test', sub: '1', email: text, preferred_username: text }
    const user = readSsoUser({ ...long, name: text, papel: 'leitor' }, names)
    assert.ok(user.login.length <= 64 && user.nome.length <= 100)
  }
})

suite('events and notifications', () => {
  const fields = [
    ...['canal', 'externalId', 'tipo', 'traceId', 'payload.etiqueta', 'payload.status'],
    ...['payload.itens.0.sku', 'payload.volume.dimensoes'],
    ...['payload.destinatario.nome', 'payload.destinatario.doc', 'payload.destinatario.telefone'],
  ]
  test('a field of an event that is too long is named', async (t) => {
    const { post, client } = await openTestIngress(t)
    for (const campo of fields) {
      for (const text of LONG) {
        const body = structuredClone(envelope()) as unknown as Tree
        const path = campo.split('.')
        const parent = path.slice(0, -1).reduce((at, key) => (at[key] ??= {}), body)
        parent[path.at(-1)!] = text as unknown as Tree
        const { status, json } = await post(body)
        assert.equal(status, 422, campo)
        assert.equal(json.erros[0]?.campo, campo.replace('.0.', '[0].'))
        assert.ok(!json.erros[0].motivo.includes(text.slice(0, 20)))
      }
    }
    assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 0)
    for (const name of ['x-tenant', 'x-ml-signature', 'x-request-id', 'traceparent']) {
      for (const text of LONG) {
        const { status } = await post(envelope(), { headers: { [name]: text } })
        assert.ok(status < 500, `${name}: ${status}`)
      }
    }
  })

  test('a notification’s own id that is too long is kept under a key that tells it from others', async (t) => {
    const { ingress, client } = await openTestIngress(t)
    await connectSeller(client)
    const { userId, clientId, caminho } = seller
    await client.rows('update hub.integracao_conector set application_id = $1', [clientId])
    const send = async (more: object) => {
      const usual = { _id: 'a', resource: '/orders/1', topic: 'orders_v2' }
      const ids = { user_id: Number(userId), application_id: Number(clientId) }
      const body = JSON.stringify({ ...usual, ...ids, ...more })
      const url = `/api/integracoes/ml/webhook/${caminho}`
      return answered(await ingress.app.request(url, { method: 'POST', body }))
    }
    for (const name of ['_id', 'received']) {
      for (const text of LONG) {
        const { status } = await send({ resource: '/orders/2', _id: undefined, [name]: text })
        assert.equal(status, 200, name)
      }
    }
    const count = 'select count(*)::int from hub.idempotencia where length(chave) <= 256'
    assert.equal(await client.value(count), 4)
    for (const name of ['resource', 'topic', 'user_id', 'application_id']) {
      for (const text of LONG) {
        const { status } = await send({ [name]: text })
        assert.ok(status < 500, `${name}: ${status}`)
      }
    }
    for (const text of LONG) {
      const url = `/api/integracoes/ml/webhook/${text}`
      assert.equal((await ingress.app.request(url, { method: 'POST', body: '{}' })).status, 404)
    }
  })
})

interface Tree {
  [key: string]: Tree
}

test('the API answers 4xx, and names the parameter or the field', async (t) => {
  const api = await openTestApi(t)
  const queries = [
    ...['eventos?canal=', 'eventos?external_id=', 'eventos?tipo=', 'eventos?trace_id='],
    ...['eventos?cursor=', 'eventos?tenant=', 'eventos/', 'pedidos?external_id=', 'pedidos?q='],
  ]
  for (const query of queries) {
    for (const text of LONG) {
      const { status } = await api.call('GET', `/api/integracoes/${query}${text}`, { as: 'admin' })
      assert.ok(status >= 400 && status < 500, `${query}: ${status}`)
    }
  }
  for (const text of LONG) {
    const body = { ...envelope(), externalId: text }
    const one = await api.call('POST', '/api/integracoes/eventos', { as: 'operador', body })
    assert.ok(one.status >= 400 && one.status < 500, String(one.status))
  }
})

test('the panel’s forms and files name the field, the line and the limit', async (t) => {
  const panel = await openTestPanel(t)
  const { client } = panel
  const rows = `select (select count(*) from hub.mapeamento_sku)::int + (select count(*) from hub.operador)::int`
  const before = await client.value(rows)
  const mapping = { tenant: '123', canal: 'ML', versao: '-1', externo: 'E', interno: 'I' }
  const operator = { login: 'nova', nome: 'Nova', papel: 'leitor', alcance: 'todas' }
  const forms: readonly (readonly [string, Record<string, string>, string, RegExp])[] = [
    ['/mapeamentos/sku', mapping, 'externo', /1 a 200 caracteres/],
    ['/mapeamentos/sku', mapping, 'interno', /1 a 200 caracteres/],
    ['/mapeamentos/status', { ...mapping, interno: 'PRONTO' }, 'externo', /1 a 200 caracteres/],
    ['/operadores/novo', operator, 'login', /de 1 a 64 letras/],
    ['/operadores/novo', operator, 'nome', /100 caracteres/],
    ['/tokens/novo', { papel: 'leitor', alcance: 'todas' }, 'nome', /100 caracteres/],
  ]
  for (const [path, form, name, says] of forms) {
    for (const text of LONG) {
      const answer = await panel.call('POST', path, {
        as: 'admin',
        form: { ...form, [name]: text },
      })
      assert.equal(answer.status, 422, `${path} ${name}`)
      assert.match(answer.text, says)
    }
  }
  for (const text of LONG) {
    const files = [
      ['sku', `A;B\n${text};B\n`, /2[^]*o SKU externo tem no máximo 200 caracteres/],
      ['sku', `A;B\nC;${text}\n`, /2[^]*o SKU interno tem no máximo 200 caracteres/],
      ['status', `a;PRONTO;\n${text};PRONTO;\n`, /2[^]*o status externo tem no máximo 200/],
      ['status', `a;PRONTO;\nb;${text};\n`, /2[^]*o status interno deve ser/],
      ['status', `a;PRONTO;\nb;PRONTO;${text}\n`, /2[^]*a coluna terminal aceita/],
    ] as const
    for (const [kind, texto, says] of files) {
      const form = { tenant: '123', texto }
      const path = `/mapeamentos/${kind}/importar`
      const answer = await panel.call('POST', path, { as: 'admin', form })
      assert.ok(answer.status < 500, texto.slice(0, 12))
      assert.match(answer.text, says)
    }
  }
  assert.equal(await client.value(rows), before)
  const pages = [
    '/pedidos?q=',
    '/eventos?q=',
    '/pendencias?q=',
    '/mapeamentos/sku?q=',
    '/auditoria?ator=',
  ]
  for (const path of pages) {
    for (const text of LONG) {
      const { status } = await panel.call('GET', path + text, { as: 'admin' })
      assert.ok(status < 500, `${path}: ${status}`)
    }
  }
})
