/**
 * Takes Node's request to a room and the room's answer back. It refuses what no room should see, reads the body within
 * its limits, and adds to every answer, whoever gives it, the header that stops browsers from guessing its content
 * type.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { type BodyIntake, createBodyRoom, intakeOf, takeBody } from '../../core/http/body-intake.ts'
import { problem } from '../../core/http/problem.ts'
import { BODIES_BYTES_MAX, BODY_BYTES_MAX } from './listener-limits.ts'
import { cutConnection, MALFORMED, type Refused, TINY_PIECES } from './refuse-connection.ts'
import { screenRequest } from './screen-request.ts'

/** What a room receives with the request. */
export interface RequestEnv extends HttpBindings {
  /** The body. The request's own body must not be read. */
  readonly intake: BodyIntake
}

export type Fetch = (request: Request, env: RequestEnv) => Response | Promise<Response>

const EXPECTATION_FAILED: Refused = {
  status: 417,
  codigo: 'expectativa_recusada',
  detail: 'Só 100-continue pode ser esperado em Expect.',
}

const FAILED: Refused = {
  status: 500,
  codigo: 'erro_interno',
  detail: 'Algo falhou aqui dentro: o registro do serviço diz o quê.',
}

/** Each listener has one handler, so that all its bodies share one limit. */
export function createRequestHandler(
  fetch: Fetch,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const room = createBodyRoom(BODIES_BYTES_MAX)
  const intakes = new WeakMap<IncomingMessage, BodyIntake>()
  const handle = getRequestListener(
    (request, bindings) => {
      const { incoming, outgoing } = bindings as HttpBindings
      return fetch(request, {
        incoming,
        outgoing,
        intake: intakeOf(intakes.get(incoming), request),
      })
    },
    {
      overrideGlobalObjects: false,
      // The intake reads and throws away what nobody wants.
      autoCleanupIncoming: false,
      // For probes without a Host header. Other requests without one were refused before.
      hostname: 'localhost',
      errorHandler: (error) => answerOf(isMalformed(error) ? MALFORMED : FAILED),
    },
  )

  return (incoming, outgoing) => {
    outgoing.setHeader('x-content-type-options', 'nosniff')
    const expects = incoming.headers.expect?.toLowerCase()
    const refused =
      expects === undefined || expects === '100-continue'
        ? screenRequest(incoming)
        : EXPECTATION_FAILED
    const intake = takeBody(incoming, {
      bytesMax: refused === null ? BODY_BYTES_MAX : 0,
      room,
      announced: announcedBytes(incoming),
      onAbuse: (abuse) => cut(incoming, abuse),
    })
    outgoing.once('close', () => intake.release())
    if (refused !== null) return refuse(incoming, outgoing, refused)
    if (expects !== undefined && announcedBytes(incoming) <= BODY_BYTES_MAX)
      outgoing.writeContinue()
    intakes.set(incoming, intake)
    void handle(incoming, outgoing)
  }
}

/** Whether the adapter could not read the request, because of an impossible Host, for example. */
function isMalformed(error: unknown): boolean {
  return error instanceof Error && error.name === 'RequestError'
}

function announcedBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0)
}

/** Ends the request too: otherwise Node would still hand on, piece by piece, the bytes that it has already read. */
function cut(incoming: IncomingMessage, abuse: 'tiny_pieces' | 'flood'): void {
  if (abuse === 'tiny_pieces') cutConnection(incoming.socket, TINY_PIECES)
  incoming.destroy()
}

/** After a request that was not understood, its body could pass for the next request. So the connection closes then. */
function refuse(incoming: IncomingMessage, outgoing: ServerResponse, refused: Refused): void {
  const { status, codigo, detail } = refused
  const body = JSON.stringify(problem(status, codigo, { detail }))
  const hasBody =
    incoming.headers['transfer-encoding'] !== undefined || announcedBytes(incoming) > 0
  outgoing.writeHead(status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    ...(hasBody || status === 400 ? { connection: 'close' } : {}),
  })
  outgoing.end(body)
}

function answerOf({ status, codigo, detail }: Refused): Response {
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  return new Response(JSON.stringify(problem(status, codigo, { detail })), { status, headers })
}
