/**
 * Makes one request to the marketplace, over Node's fetch. One deadline covers all of it, the body and a few quick
 * repetitions included. No redirect is followed, no more than a cap is read, and the token is in its header only.
 */
import pRetry from 'p-retry'
import type { Clock } from '../../core/clock.ts'
import { type Answer, judgeAnswer } from './answer.ts'
import type { MarketplaceRequest } from './request.ts'
import { readText, whyUnreached } from './read-response.ts'

export interface AskOptions {
  /** ML_API_URL: scheme, host and port; every request goes there. */
  readonly apiUrl: string
  /** For the whole request; 5 s at most by contract. */
  readonly timeoutMs: number
  readonly clock: Clock
  /** [2 MiB] */
  readonly bodyMaxBytes?: number
}

/** Never throws: whatever happens is an answer. `signal` gives the request up. */
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
    const until = signal === undefined ? deadline : AbortSignal.any([deadline, signal])
    const once = async (): Promise<Answer> => {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: until,
        headers: { ...headers, accept: 'application/json', authorization: `Bearer ${accessToken}` },
      })
      const text = await readText(response, bodyMaxBytes)
      if (text === null) {
        return { kind: 'unavailable', motivo: `respondeu mais de ${bodyMaxBytes} bytes` }
      }
      return judgeAnswer({ status: response.status, headers: response.headers, text }, clock.now())
    }
    try {
      // Only a connection that fails at once is tried again: an error that the marketplace answers is an answer.
      const patience = { retries: 2, minTimeout: 100, factor: 3, randomize: true, signal: until }
      return await pRetry(once, { ...patience, shouldRetry: ({ error }) => isQuick(error) })
    } catch (error) {
      const givenUp = signal?.aborted === true ? ({ givenUp: true } as const) : {}
      return { kind: 'unavailable', motivo: whyUnreached(error), ...givenUp }
    }
  }
}

/** Whether the connection failed or broke, before any deadline. */
function isQuick(error: Error): boolean {
  return error.name !== 'TimeoutError' && error.name !== 'AbortError' && 'cause' in error
}
