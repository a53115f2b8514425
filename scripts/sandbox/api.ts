/** The part of the marketplace's API that the hub uses. */
import { type Context, Hono } from 'hono'
import type { Faults } from './faults.ts'
import type { Grants } from './grants.ts'
import type { Notices } from './notices.ts'
import { label } from './label.ts'
import { orderBody } from './order-body.ts'
import { searchOrders } from './search-orders.ts'
import { shipmentBody } from './shipment-body.ts'
import type { Order, Truth } from './truth.ts'

interface ApiOptions {
  readonly truth: Truth
  readonly grants: Grants
  readonly faults: Faults
  readonly notices: Notices
  /** The seller who authorizes the application when asked. */
  readonly sellerId: string
  readonly clientId: string
}

interface Env {
  Variables: { sellerId: string }
}

const notFound = { message: 'not found', error: 'not_found', status: 404, cause: [] }

export function createApi(options: ApiOptions): Hono<Env> {
  const { truth, grants, faults, notices, clientId } = options
  const app = new Hono<Env>()
  const ordersOf = (ids: readonly string[]) => ids.flatMap((id) => truth.orders.get(id) ?? [])

  app.use(async (c, next) => (await faults.instead(c.req.path)) ?? next())

  app.get('/livez', (c) => c.text('ok'))

  app.get('/authorization', (c) => {
    const {
      redirect_uri: back = '',
      state = '',
      code_challenge: challenge,
      client_id,
    } = c.req.query()
    if (client_id !== clientId || !URL.canParse(back))
      return c.text('invalid client or redirect', 400)
    const code = grants.code(options.sellerId, challenge ?? null)
    const url = new URL(back)
    url.search = new URLSearchParams({ code, state }).toString()
    return c.redirect(url.href)
  })

  app.post('/oauth/token', async (c) => {
    const { status, body } = grants.exchange(new URLSearchParams(await c.req.text()))
    return Response.json(body, { status })
  })

  app.use(async (c, next) => {
    const token = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
    const sellerId = grants.sellerOf(token)
    if (sellerId === null) {
      const body = { message: 'invalid_token', error: 'not_found', status: 401, cause: [] }
      return c.json(body, 401)
    }
    c.set('sellerId', sellerId)
    return next()
  })

  const ownOrders = (c: Context<Env>, orders: readonly Order[]): Response | null => {
    if (orders.length === 0) return c.json(notFound, 404)
    const isOwn = orders.every(({ sellerId }) => sellerId === c.var.sellerId)
    const foreign = {
      message: 'The user has not access to the order',
      error: 'forbidden',
      status: 403,
    }
    return isOwn ? null : c.json(foreign, 403)
  }

  app.get('/users/me', (c) =>
    c.json({ id: Number(c.var.sellerId), nickname: 'LOJA_DE_TESTE', site_id: 'MLB' }),
  )

  app.get('/orders/search', (c) => c.json(searchOrders(truth, c.var.sellerId, c.req.query())))

  app.get('/orders/billing-info/MLB/:id', (c) => {
    const [order] = ordersOf([c.req.param('id')])
    if (order === undefined) return c.json(notFound, 404)
    const identification = { type: 'CPF', number: order.buyer.doc }
    return c.json({ site_id: 'MLB', buyer: { billing_info: { identification } } })
  })

  app.get('/orders/:id', (c) => {
    const [order] = ordersOf([c.req.param('id')])
    if (order === undefined) return c.json(notFound, 404)
    return ownOrders(c, [order]) ?? c.json(orderBody(order))
  })

  app.get('/shipments/:id/orders', (c) => {
    const orders = ordersOf(truth.shipments.get(c.req.param('id'))?.orderIds ?? [])
    if (orders.length === 0) return c.body(null, 204)
    const rows = orders.flatMap((order) =>
      order.items.map((_, n) => ({
        order_id: order.id,
        pack_id: order.packId,
        item_id: `MLB${order.id}${n}`,
        seller_id: Number(order.sellerId),
      })),
    )
    return ownOrders(c, orders) ?? c.json(rows)
  })

  app.get('/shipments/:id', (c) => {
    const shipment = truth.shipments.get(c.req.param('id'))
    if (shipment === undefined) return c.json(notFound, 404)
    const orders = ordersOf(shipment.orderIds)
    const isNew = c.req.header('x-format-new') === 'true'
    return ownOrders(c, orders) ?? c.json(shipmentBody(shipment, orders, isNew))
  })

  app.get('/shipment_labels', (c) => {
    const { shipment_ids: id = '', response_type: type = 'pdf' } = c.req.query()
    const shipment = truth.shipments.get(id)
    if (shipment === undefined) return c.json(notFound, 404)
    return ownOrders(c, ordersOf(shipment.orderIds)) ?? label(truth, shipment, type)
  })

  app.get('/missed_feeds', (c) => {
    const { offset = '0', limit = '10' } = c.req.query()
    const page = notices.missed().slice(Number(offset), Number(offset) + Number(limit))
    const messages = page.map(({ body, attempts }) => ({
      ...body,
      attempts,
      request: { headers: {}, data: JSON.stringify({ ...body, attempts: 1 }) },
      response: { req_time: 500, http_code: 0, body: '' },
    }))
    return c.json({ messages })
  })

  app.notFound((c) => c.json(notFound, 404))
  return app
}
