/** A connector from the command line: authorized, tested and synchronised against the sandbox marketplace. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCli } from '../../support/process/cli.ts'
import { drain } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { authorize, clientSecret, openMarket } from '../../support/marketplace/market-cli.ts'
import { seller } from '../../support/marketplace/marketplace-seller.ts'
import { runHub } from '../../support/process/run-hub.ts'

test('a connector is set, authorized, tested and synchronised, and finds what was never notified', async (t) => {
  const market = await openMarket(t)
  const { sandbox, run, set, client } = market
  const made = await set()
  assert.match(String(made.json['urlWebhook']), /\/api\/integracoes\/ml\/webhook\/[0-9a-f]{64}$/)
  const before = await run('connector', 'test', '--tenant', '123')
  assert.equal(before.code, 1)
  assert.deepEqual(
    stepsOf(before.json).map(([nome, ok]) => [nome, ok]),
    [
      ['DNS', true],
      ['TLS', true],
      ['token', false],
    ],
  )

  const { service, logged, page } = await authorize(t, market)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Conta autorizada/)

  const tested = await run('connector', 'test', '--tenant', '123')
  assert.equal(tested.code, 0, tested.stderr)
  assert.deepEqual(
    stepsOf(tested.json).map(([nome, ok]) => [nome, ok]),
    [
      ['DNS', true],
      ['TLS', true],
      ['token', true],
      ['usuário', true],
      ['pedidos', true],
    ],
  )

  const buyer = { firstName: 'Maria', lastName: 'Silva', doc: '12345678909' }
  const [order] = sandbox.truth.place([
    { sellerId: seller.userId, items: [{ sku: 'A', quantity: 1 }], buyer },
  ])
  sandbox.truth.pay(order!)
  const synced = await run('connector', 'sync', '--tenant', '123')
  assert.equal(synced.code, 0, synced.stderr)
  await eventually(
    async () => {
      await drain(client)
      const [pedido] = await client.rows(
        'select processing.register_value(reg_status_pedido) as s from hub.pedido',
      )
      return pedido?.['s'] === 'order:paid'
    },
    { what: 'the order is there' },
  )

  // Nothing of it is said by a log line, a metric, or a problem.
  const gone = await fetch(
    `${service.publicUrl ?? ''}/api/integracoes/ml/webhook/outro-caminho-qualquer`,
  )
  const metrics = await fetch(`${service.internalUrl}/metrics`)
  const said = [
    ...logged,
    await gone.text(),
    await metrics.text(),
    tested.stderr,
    synced.stderr,
  ].join('\n')
  const caminho = String(made.json['urlWebhook']).split('/').at(-1) ?? '-'
  for (const secret of ['APP_USR-', 'TG-', clientSecret, caminho, 'Maria', 'Silva', buyer.doc]) {
    assert.ok(!said.includes(secret), secret)
  }
  assert.match(said, /hub_attempts_total\{destino="ENRIQUECER",resultado="CONCLUIDO"\} [1-9]/)
})

test('the buyer’s document is asked for only where the tenant says so', async (t) => {
  const { json, refused, client } = await openCli(t)
  const wanted = () => client.value('select pede_documento from hub.tenant')
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja')
  assert.equal(await wanted(), false)
  await json('tenant', 'set', '--id', '123', '--documento', 'on')
  assert.equal(await wanted(), true)
  assert.match(await refused('tenant', 'set', '--id', '123', '--documento', 'sim'), /on ou off/)
})

test('a tenant has one notice a pack where it says so', async (t) => {
  const { json, refused } = await openCli(t)
  const set = (...options: readonly string[]) => json('tenant', 'set', '--id', '123', ...options)
  const wanted = async () =>
    ((await json('tenant', 'list'))['tenants'] as { avisoPorPacote: boolean }[])[0]?.avisoPorPacote
  await set('--nome', 'Loja')
  assert.equal(await wanted(), false)
  await set('--aviso-por-pacote', 'on')
  assert.equal(await wanted(), true)
  await set('--aviso-por-pacote', 'off')
  assert.equal(await wanted(), false)
  assert.match(
    await refused('tenant', 'set', '--id', '123', '--aviso-por-pacote', 'sim'),
    /--aviso-por-pacote aceita on ou off/,
  )
})

test('the doctor names a seller who must authorize again', async (t) => {
  const { set, client, env } = await openMarket(t)
  await set()
  await client.rows(`update hub.integracao_conector set status = 'REAUTORIZAR'`)
  const { stdout } = await runHub(['doctor'], env)
  assert.match(stdout, /conectores +1 conectores esperam o vendedor/)
})

test('connector authorize says what prevents an authorization, and what to do', async (t) => {
  const { json, refused, set, env } = await openMarket(t)
  assert.match(
    await refused('connector', 'authorize', '--tenant', '9'),
    /O tenant 9 não tem conector/,
  )
  await json('tenant', 'set', '--id', '124', '--nome', 'Outra')
  await json('connector', 'set', '--tenant', '124', '--canal', 'ML')
  assert.match(await refused('connector', 'authorize', '--tenant', '124'), /não tem client_id/)
  await set()
  const { code, stdout } = await runHub(['connector', 'test', '--tenant', '123'], {
    ...env,
    ML_API_URL: 'https://nao-existe.invalid',
  })
  assert.equal(code, 1)
  assert.match(stdout, /^FALHA DNS: não foi alcançado: E[A-Z_]+$/m)
})

function stepsOf(json: Record<string, unknown>): readonly (readonly [string, boolean, string])[] {
  const passos = json['passos'] as { nome: string; ok: boolean; detalhe: string }[]
  return passos.map(({ nome, ok, detalhe }) => [nome, ok, detalhe])
}
