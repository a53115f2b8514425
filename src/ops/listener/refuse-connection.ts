/**
 * Answers a connection that has no request for a room: it is too slow, its headers are too large, it is not HTTP, or
 * its body comes in tiny pieces. The answer is problem+json as everywhere; Node alone would send a bare status line or
 * nothing.
 */
import { ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { problem } from '../../core/http/problem.ts'

export interface Refused {
  readonly status: number
  readonly codigo: string
  /** In pt-BR. Never contains what was sent. */
  readonly detail: string
}

const refused = (status: number, codigo: string, detail: string): Refused => ({
  status,
  codigo,
  detail,
})

export const MALFORMED = refused(400, 'http_invalido', 'A requisição não é HTTP válido.')
export const TINY_PIECES = refused(
  400,
  'corpo_em_migalhas',
  'O corpo vem em blocos pequenos demais: envie-o inteiro, ou em blocos maiores.',
)
export const NO_TUNNEL = refused(405, 'metodo_nao_permitido', 'Este serviço não é um proxy.')

const ANSWERS: Readonly<Record<string, Refused>> = {
  ERR_HTTP_REQUEST_TIMEOUT: refused(
    408,
    'tempo_esgotado',
    'A requisição demorou demais para chegar inteira.',
  ),
  HPE_HEADER_OVERFLOW: refused(431, 'cabecalhos_grandes', 'Os cabeçalhos são grandes demais.'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: refused(
    413,
    'corpo_grande',
    'As extensões dos blocos são grandes demais.',
  ),
}

/** The handler of Node's event `clientError`. */
export function answerClientError(error: Error, socket: Duplex): void {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ECONNRESET') socket.destroy()
  else refuseConnection(socket, ANSWERS[code] ?? MALFORMED)
}

/** Answers and closes. Only closes when the client is gone or an answer has already begun. */
export function refuseConnection(socket: Duplex, refused: Refused): void {
  if (!socket.writable || isBeingAnswered(socket)) socket.destroy()
  else socket.end(textOf(refused), () => socket.destroy())
}

/** Like refuseConnection, but reads no further byte: Node would otherwise go on reading until the answer is sent. */
export function cutConnection(socket: Duplex, refused: Refused): void {
  if (socket.writable && !isBeingAnswered(socket)) socket.write(textOf(refused))
  socket.destroy()
}

function textOf({ status, codigo, detail }: Refused): string {
  const body = JSON.stringify(problem(status, codigo, { detail }))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

/** Whether an answer has begun. Node's own handler reads the same field, which has no public name. */
function isBeingAnswered(socket: Duplex): boolean {
  const message = '_httpMessage' in socket ? socket._httpMessage : undefined
  return message instanceof ServerResponse && message.headersSent
}
