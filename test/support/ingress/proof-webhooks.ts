/** An ingress on a real socket, and webhooks from whatever address of this machine a test wants. */
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import { rotateSecret } from '../tenant.ts'
import {
  bytesOf,
  envelope,
  openTestIngress,
  type TestIngress,
  webhookHeaders,
} from './test-ingress.ts'

interface SentWebhook {
  /** An address of the loopback network. [127.0.0.1] */
  readonly from?: string
  /** Replace or add to the headers of a signed webhook of the tenant; null removes one. [none] */
  readonly headers?: Readonly<Record<string, string | null>>
  /** [the contract's example, of a version that no other one has] */
  readonly body?: object
  /** [the webhook's] */
  readonly path?: string
}

interface Checks {
  readonly exige?: readonly ('HMAC' | 'HMAC_TEMPO' | 'SEGREDO')[]
  readonly modo?: 'DESLIGADA' | 'OBSERVAR' | 'EXIGIR'
  readonly redes?: readonly string[]
}

export interface ProofIngress extends TestIngress {
  readonly send: (
    webhook?: SentWebhook,
  ) => Promise<{ status: number; json: Record<string, unknown> }>
  /** What the connector demands from now on; known to the ingress at once. [HMAC, no list] */
  readonly demand: (checks: Checks) => Promise<void>
  /** Puts a new secret to be sent into use. */
  readonly share: (grace?: string) => Promise<string>
  readonly pass: (ms: number) => void
  /** The causes that were counted so far, then of the whole. Stops the ingress. */
  readonly causes: () => Promise<string[]>
  /** As `ops.visita` has them, of one day. Stops the ingress. */
  readonly sources: () => Promise<{ endereco: string; na_lista: boolean; total: number }[]>
  /** How the events that were stored were verified, in order. */
  readonly verified: () => Promise<(string | null)[]>
}

/** `host`: what the ingress listens on. [127.0.0.1] */
export async function openProofIngress(
  t: TestContext,
  options: { readonly trustedProxies?: readonly string[]; readonly host?: string } = {},
): Promise<ProofIngress> {
  let passed = 0
  const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + passed }
  const opened = await openTestIngress(t, { ...options, clock })
  const { client, secrets, tenant, ingress } = opened
  const server = createAdaptorServer({ fetch: ingress.app.fetch }) as Server
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  let versao = 0
  const pass = (ms: number) => void (passed += ms)
  return {
    ...opened,
    pass,
    send: ({ from = '127.0.0.1', headers = {}, body, path = '' } = {}) => {
      const bytes = bytesOf(body ?? envelope({ versao: ++versao }))
      const all = webhookHeaders(bytes, { ...tenant, headers })
      return send(port, `/api/integracoes/ml/webhook${path}`, from, bytes, all)
    },
    async demand({ exige = ['HMAC'], modo = 'DESLIGADA', redes = [] }) {
      await client.rows(`select connectors.set_connector_checks($1, $2, $3, $4, null, 'teste')`, [
        tenant.conectorId,
        exige,
        modo,
        redes,
      ])
      pass(3001)
    },
    share: async (grace) => {
      const secret = await rotateSecret(client, secrets, tenant, grace, 'SEGREDO')
      pass(3001)
      return secret
    },
    async causes() {
      await ingress.stop()
      const rows = await client.rows<{ causa: string; total: string }>(
        'select causa, sum(total)::int as total from ops.recusa group by causa order by causa',
      )
      return rows.map(({ causa, total }) => `${causa} ${total}`)
    },
    async sources() {
      await ingress.stop()
      return client.rows(
        'select endereco, na_lista, total::int as total from ops.visita order by endereco, na_lista',
      )
    },
    async verified() {
      const rows = await client.rows<{ conferencia: string | null }>(
        'select conferencia from ops.evento order by id',
      )
      return rows.map(({ conferencia }) => conferencia)
    },
  }
}

function send(
  port: number,
  path: string,
  localAddress: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; json: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: 'POST', localAddress, headers, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          const json = JSON.parse(text) as Record<string, unknown>
          resolve({ status: response.statusCode ?? 0, json })
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
