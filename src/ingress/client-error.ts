/**
 * The last word to a connection that Node gives up before there is a request to answer: too slow, headers too large,
 * not HTTP. The same problem+json as everywhere, where Node would say a bare status line.
 * Attach as `server.on('clientError', answerClientError)`.
 */
import { ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { problem } from '../core/problem.ts'

const ANSWERS: Readonly<Record<string, readonly [status: number, codigo: string, detail: string]>> =
  {
    ERR_HTTP_REQUEST_TIMEOUT: [
      408,
      'tempo_esgotado',
      'A requisição demorou demais para chegar inteira.',
    ],
    HPE_HEADER_OVERFLOW: [431, 'cabecalhos_grandes', 'Os cabeçalhos são grandes demais.'],
    HPE_CHUNK_EXTENSIONS_OVERFLOW: [
      413,
      'corpo_grande',
      'As extensões dos blocos são grandes demais.',
    ],
  }
const MALFORMED = [400, 'http_invalido', 'A requisição não é HTTP válido.'] as const

/** Answers and closes. Says nothing where the other side is gone or an answer has already begun. */
export function answerClientError(error: Error, socket: Duplex): void {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (!socket.writable || code === 'ECONNRESET' || isBeingAnswered(socket)) {
    socket.destroy()
    return
  }
  const [status, codigo, detail] = ANSWERS[code] ?? MALFORMED
  const body = JSON.stringify(problem(status, codigo, { detail }))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Node's own handler looks at the same field; there is no public name for it. */
function isBeingAnswered(socket: Duplex): boolean {
  const message = '_httpMessage' in socket ? socket._httpMessage : undefined
  return message instanceof ServerResponse && message.headersSent
}
