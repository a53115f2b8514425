/** `hub order label`: a label is fetched because a person wants it, and never by itself. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { drain } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { authorize, openMarket } from '../../support/marketplace/market-cli.ts'
import { seller } from '../../support/marketplace/marketplace-seller.ts'

test('a label is a PDF, a ZIP or a refusal by its first bytes; fetching one for a person is audited', async (t) => {
  const market = await openMarket(t)
  const { sandbox, run, set, client, dataDir } = market
  await set()
  await authorize(t, market)
  const buyer = { firstName: 'Maria', lastName: 'Silva', doc: '12345678909' }
  const items = [{ sku: 'A', quantity: 1 }]
  const placed = sandbox.truth.place([{ sellerId: seller.userId, items, buyer }])
  const [order] = placed
  sandbox.truth.pay(order!)
  const shipment = sandbox.truth.ship(placed)
  await run('connector', 'sync', '--tenant', '123')
  const seen = async () => {
    await drain(client)
    return (await client.value('select envio_id from hub.pedido_marketplace')) === shipment.id
  }
  await eventually(seen, { what: 'the order and its shipment are read' })

  const file = join(dataDir, 'etiqueta.pdf')
  const label = (to: string, ...more: readonly string[]) =>
    run('order', 'label', '--tenant', '123', '--external-id', order!.id, '--arquivo', to, ...more)
  const early = await label(file)
  assert.equal(early.code, 1)
  assert.match(early.stderr, /não está em um estado em que a etiqueta exista/)
  assert.ok(!existsSync(file))

  sandbox.truth.move(shipment, 'ready_to_ship', 'ready_to_print')
  await run('connector', 'sync', '--tenant', '123')
  assert.equal(shipment.substatus, 'ready_to_print')
  const fetched = await label(file)
  assert.equal(fetched.code, 0, fetched.stderr)
  assert.equal(fetched.json['formato'], 'pdf')
  assert.equal(readFileSync(file).subarray(0, 4).toString(), '%PDF')
  assert.equal(shipment.substatus, 'printed')

  const zpl = join(dataDir, 'etiqueta.zip')
  assert.equal((await label(zpl, '--formato', 'zpl')).json['formato'], 'zip')
  assert.equal(readFileSync(zpl).subarray(0, 2).toString(), 'PK')
  const noted = await client.rows(
    `select objeto_id, tenant_id::int from hub.auditoria where acao = 'etiqueta.buscar'`,
  )
  assert.deepEqual(noted, Array(2).fill({ objeto_id: order!.id, tenant_id: 123 }))

  writeFileSync(zpl, 'de outra pessoa')
  assert.match((await label(zpl)).stderr, /escolha um nome que não exista/)
  assert.equal(readFileSync(zpl, 'utf8'), 'de outra pessoa')
})
