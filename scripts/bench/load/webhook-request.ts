/** Prepares a signed webhook as the bytes of its HTTP request: the load must not be slower than what it loads. */
import { createHmac } from 'node:crypto'
import { benchEvent } from '../core/stored-events.ts'

/** Each `n` makes a different event. */
export function webhookRequest(n: number, path: string, secret: string): Buffer {
  const event = { ...benchEvent(0), externalId: `ML-ORD-W${n}`, versao: 1 }
  const body = JSON.stringify(event)
  const mac = createHmac('sha256', secret).update(body).digest('hex')
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-tenant: 123',
    'x-event-type: ORDER_CREATED',
    `x-ml-signature: sha256=${mac}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}
