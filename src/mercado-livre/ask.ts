/**
 * One request to the marketplace, over Node's fetch: one deadline for all of it, the body included; no redirect
 * followed; no more read than a cap; the token in its header and nowhere else.
 */
import type { Clock } from '../core/clock.ts'
import { type Answer, judgeAnswer } from './answer.ts'
import type { MarketplaceRequest } from './request.ts'

export interface AskOptions {
  /** ML_API_URL: scheme, host and port; every request goes there. */
  readonly apiUrl: string
  /** For the whole request; 5 s at most by contract. */
  readonly timeoutMs: number
  readonly clock: Clock
  /** [2 MiB] */
  readonly bodyMaxBytes?: number
}

/** Never throws: whatever happens is an answer. `signal` gives it up earlier. */
export type Ask = (
  request: MarketplaceRequest,
  accessToken: string,
  signal?: AbortSignal,
) => Promise<Answer>

export function createAsk(options: AskOptions): Ask {
  const { apiUrl, timeoutMs, clock, bodyMaxBytes = 2 * 1024 * 1024 } = options

  return async ({ path, query, headers }, accessToken, signal) => {
    const url = new URL(path, apiUrl)
    url.search = new URLSearchParams(query).toString()
    const deadline = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        headers: { ...headers, accept: 'application/json', authorization: `Bearer ${accessToken}` },
      })
      const text = await readText(response, bodyMaxBytes)
      if (text === null) {
        return { kind: 'unavailable', motivo: `respondeu mais de ${bodyMaxBytes} bytes` }
      }
      return judgeAnswer({ status: response.status, headers: response.headers, text }, clock.now())
    } catch (error) {
      return { kind: 'unavailable', motivo: why(error) }
    }
  }
}

/** Null where it is longer than it may be; the rest is then not read. */
async function readText(response: Response, bytesMax: number): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > bytesMax) return null
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The code of a failed connection, never its message, which may hold an address. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return 'não foi alcançado'
  if (error.name === 'TimeoutError') return 'não respondeu a tempo'
  if (error.name === 'AbortError') return 'a consulta foi interrompida'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code)
    ? `não foi alcançado: ${code}`
    : 'não foi alcançado'
}
