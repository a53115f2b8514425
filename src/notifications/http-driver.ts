/**
 * Notices through an HTTP gateway: one POST of `{id, meio, para, texto}` a notice, with its id as Idempotency-Key.
 *
 * node:http and not fetch, because it tells the moment before which nothing had been sent: the request is written
 * only once the connection stands. A provider that can't be reached is then a retry; with fetch, which says only
 * that time was up, each of its notices would be INCERTA and wait for a person. Redirects are not followed.
 */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Delivery } from './delivery.ts'
import type { Driver } from './driver.ts'
import { judgeAnswer } from './judge-answer.ts'
import type { Notice } from './notice.ts'

/** All that is read of an answer. */
const answerBytesMax = 64 * 1024

export function createHttpDriver(url: URL): Driver {
  return { kind: 'http', send: (notice, timeoutMs) => send(url, notice, timeoutMs) }
}

async function send(url: URL, notice: Notice, timeoutMs: number): Promise<Delivery> {
  const { id, meio, para, texto } = notice
  const body = Buffer.from(JSON.stringify({ id, meio, para, texto }))
  let sent = false
  try {
    const request = open(url, id, body.length, AbortSignal.timeout(timeoutMs))
    const answered = answerTo(request)
    request.once('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        sent = true
        request.end(body)
      })
    })
    const response = await answered
    return judgeAnswer(response.statusCode ?? 0, await beginning(response))
  } catch (error) {
    return sent
      ? { kind: 'uncertain', motivo: 'o provedor não respondeu; não se sabe se o aviso saiu' }
      : {
          kind: 'refused',
          sqlstate: '08001',
          motivo: `o provedor não foi alcançado: ${why(error)}`,
        }
  }
}

/** On a connection of its own: one that is kept alive may be closing just as it is used again. */
function open(url: URL, key: string, bytes: number, signal: AbortSignal): ClientRequest {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  // A user and password in the address become the Authorization header.
  return request(url, {
    method: 'POST',
    agent: false,
    signal,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': bytes,
      'idempotency-key': key,
      accept: 'application/json',
    },
  })
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve)
    // Not once: a request that has failed may fail again, and an error that nobody hears ends the process.
    request.on('error', reject)
  })
}

/** The status has said what there is to know: an answer that is too long, or breaks off, is cut there. */
async function beginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > answerBytesMax) break
    }
  } catch {
    return ''
  }
  return bytes > answerBytesMax ? '' : Buffer.concat(chunks).toString('utf8')
}

function why(error: unknown): string {
  if (error instanceof AggregateError) return why(error.errors[0])
  if (!(error instanceof Error)) return 'sem motivo'
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'tempo esgotado'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
