/**
 * One HTTP listener. It starts, or says in one sentence why it can't. It stops in order: it accepts no new connection,
 * finishes the requests in progress, and closes the rest after a deadline.
 */
import { readFileSync } from 'node:fs'
import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { HubError } from '../../core/errors.ts'
import type { Running } from '../../core/running.ts'
import {
  boundConnections,
  CONNECTIONS_MAX,
  listenerLimits,
  TLS_HANDSHAKE_MS,
} from './listener-limits.ts'
import { createRequestHandler, type Fetch } from './handle-request.ts'
import { answerClientError, NO_TUNNEL, refuseConnection } from './refuse-connection.ts'

interface ListenOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** The setting of the port, for the sentence when the port is taken. */
  readonly portSetting: string
  readonly fetch: Fetch
  /** How slow a client may be and how much it may send. [listenerLimits] */
  readonly limits?: ServerOptions
  /** The most connections at a time. [CONNECTIONS_MAX] */
  readonly connectionsMax?: number
  /** Paths of PEM files; null or absent: plain HTTP. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | null
  /** How long a request may still take after `stop`. [10,000] */
  readonly drainMs?: number
}

export interface Listening extends Running {
  readonly port: number
  /** Such as http://127.0.0.1:8080. */
  readonly url: string
}

const IDLE_EVERY_MS = 50

/** Throws HubError: `port_taken`, or `permission_missing` for a port or address that this user may not use. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, port, portSetting, fetch, tls = null, drainMs = 10_000 } = options
  const { limits = listenerLimits, connectionsMax = CONNECTIONS_MAX } = options
  const onRequest = createRequestHandler(fetch)
  const server: Server =
    tls === null
      ? createServer({ ...limits }, onRequest)
      : createTlsServer(
          {
            ...limits,
            cert: readFileSync(tls.certFile),
            key: readFileSync(tls.keyFile),
            minVersion: 'TLSv1.2',
            handshakeTimeout: TLS_HANDSHAKE_MS,
          },
          onRequest,
        )
  server.on('clientError', answerClientError)
  server.on('checkContinue', onRequest).on('checkExpectation', onRequest)
  server.on('connect', (_request, socket) => refuseConnection(socket, NO_TUNNEL))
  boundConnections(server, connectionsMax)
  await started(server, host, port, portSetting)
  // `listen` with a port always yields an AddressInfo.
  const bound = (server.address() as AddressInfo).port
  const scheme = tls === null ? 'http' : 'https'
  let stopped: Promise<void> | undefined
  return {
    port: bound,
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    stop: () => (stopped ??= drained(server, drainMs)),
  }
}

function started(server: Server, host: string, port: number, portSetting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port, portSetting)))
    server.listen({ host, port }, resolve)
  })
}

async function drained(server: Server, drainMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that was busy when the server closed stays open after its answer: nothing else would end it.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_EVERY_MS)
  const cut = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}

function listenError(cause: Error, host: string, port: number, portSetting: string): HubError {
  switch ('code' in cause ? cause.code : undefined) {
    case 'EADDRINUSE':
      return new HubError(
        'port_taken',
        `A porta ${port} de ${host} já está em uso: encerre quem a usa ou escolha outra com ${portSetting}.`,
        { cause },
      )
    case 'EACCES':
      return new HubError(
        'permission_missing',
        `Este usuário não pode abrir a porta ${port}: escolha uma acima de 1023 com ${portSetting}.`,
        { cause },
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new HubError(
        'config_invalid',
        `O endereço ${host} não é desta máquina: corrija ${portSetting.replace('PORT', 'HOST')}.`,
        { cause },
      )
    default:
      return new HubError('internal', `A porta ${port} de ${host} não pôde ser aberta.`, { cause })
  }
}
