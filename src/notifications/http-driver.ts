/**
 * Sends notices through an HTTP gateway: one POST of `{id, meio, para, texto}` a notice, with its id as Idempotency-Key.
 *
 * It uses node:http and not fetch, because node:http tells the moment before which nothing was sent: the request is
 * written only once the connection stands. So a provider that can't be reached is a retry. With fetch, which says only
 * that time was up, each such notice would be INCERTA and wait for a person. Redirects are not followed.
 */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Delivery, Driver } from './driver.ts'
import type { Notice } from './notice.ts'

/** No more of an answer is read. */
const answerBytesMax = 64 * 1024

export function createHttpDriver(url: URL): Driver {
  return { kind: 'http', send: (notice, timeoutMs) => send(url, notice, timeoutMs) }
}

async function send(url: URL, notice: Notice, timeoutMs: number): Promise<Delivery> {
  const { id, medium, address, text } = notice
  const body = Buffer.from(JSON.stringify({ id, meio: medium, para: address, texto: text }))
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
      ? { kind: 'uncertain', reason: 'o provedor não respondeu; não se sabe se o aviso saiu' }
      : {
          kind: 'refused',
          sqlstate: '08001',
          reason: `o provedor não foi alcançado: ${why(error)}`,
        }
  }
}

/** Uses a new connection: one that is kept alive may be closing just as it is used again. */
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
    // Not `once`: a failed request may fail again, and an error event without a listener ends the process.
    request.on('error', reject)
  })
}

/** Reads the body. The status says all that matters, so an answer that is too long or breaks off counts as empty. */
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

/**
 * A provider's answer → what came of the call. 2xx: sent. 429 and 503: the provider asks to be called later. Any other 3xx
 * or 4xx: a no. Any other 5xx may have come after the message went out. Of `body` only `{"id": …}` matters, for people.
 */
function judgeAnswer(status: number, body: string): Delivery {
  if (status >= 200 && status < 300) return { kind: 'sent', providerId: providerId(body) }
  const reason = `o provedor respondeu ${status}`
  if (status === 429 || status === 503) return { kind: 'refused', sqlstate: '53400', reason }
  if (status >= 300 && status < 500) return { kind: 'refused', sqlstate: null, reason }
  return { kind: 'uncertain', reason: `${reason}; não se sabe se o aviso saiu` }
}

/** The id if it is short, visible text. Anything else is not worth keeping, and might not fit the database. */
function providerId(body: string): string | null {
  try {
    const answer: unknown = JSON.parse(body)
    if (typeof answer !== 'object' || answer === null || !('id' in answer)) return null
    const id = typeof answer.id === 'number' ? String(answer.id) : answer.id
    return typeof id === 'string' && /^[^\p{C}]{1,200}$/u.test(id) ? id : null
  } catch {
    return null
  }
}
