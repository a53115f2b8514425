/** Asks the marketplace on a seller's behalf, within what the marketplace and its own state allow. */
import type { Answer } from './answer.ts'
import type { Ask } from './ask.ts'
import type { Breaker, Breakers } from '../limits/breakers.ts'
import type { Rates } from '../limits/rates.ts'
import type { MarketplaceRequest, Seller } from './request.ts'
import type { Token, Tokens } from '../oauth/tokens.ts'
import { answeredWith } from './error-answer.ts'

export type Outcome =
  /** `readAt`: when it was asked for, by the database's clock. What it says was so then or later. */
  | (Extract<Answer, { kind: 'found' }> & { readonly readAt: Date })
  | Extract<Answer, { kind: 'empty' | 'not_found' | 'forbidden' | 'refused' }>
  /** Not asked, or asked in vain, and worth asking again after `waitMs`: a seller's limit or an open breaker. */
  | {
      readonly kind: 'later'
      readonly waitMs: number
      readonly motivo: string
      /** It is not asked because policy refused it again and again. */
      readonly refused?: true
    }
  /** It failed now: 5xx, no answer in time, none that can be read. */
  | { readonly kind: 'unavailable'; readonly motivo: string }
  /** No request helps until the seller has authorized the application again. */
  | { readonly kind: 'reauthorize' }

/** Never throws for what the marketplace does; pg's errors pass. */
export type Client = (
  seller: Seller,
  request: MarketplaceRequest,
  signal?: AbortSignal,
) => Promise<Outcome>

/** The access token of `versao` is of no use. */
interface Unauthorized {
  readonly kind: 'unauthorized'
  readonly versao: number
  readonly motivo: string
}

interface ClientOptions {
  readonly ask: Ask
  readonly tokens: Pick<Tokens, 'of' | 'renew' | 'refused'>
  readonly breakers: Breakers
  readonly rates: Rates
}

/** The pause after a 429 that does not say how long, and while tokens can't be had. */
const PAUSE_MS = 30_000

export function createClient({ ask, tokens, breakers, rates }: ClientOptions): Client {
  return async (seller, request, signal) => {
    const { conectorId } = seller
    const breaker = breakers.of(conectorId, request.operation)
    if (breaker.openForMs() > 0) return interrupted(breaker)

    const token = await tokens.of(conectorId)
    const outcome = await askWith(token)
    if (outcome.kind !== 'unauthorized') return outcome
    const renewed = await tokens.renew(conectorId, outcome.versao)
    const again = await askWith(renewed)
    return again.kind === 'unauthorized'
      ? tokens.refused(conectorId, again.versao, again.motivo)
      : again

    async function askWith(token: Token): Promise<Outcome | Unauthorized> {
      if (token.kind === 'reauthorize') return token
      if (token.kind === 'unavailable') return later(PAUSE_MS, token.motivo)
      const turn = await rates.turn(seller, signal)
      if (turn.kind === 'paused') return later(turn.forMs, 'o Mercado Livre pediu uma pausa')
      const wasClosed = breaker.closed
      const answer = await breaker.run(() => ask(request, token.accessToken, signal))
      if (answer === null) return interrupted(breaker)
      if (answer.kind === 'unauthorized') {
        const { versao } = token
        return { kind: 'unauthorized', versao, motivo: answeredWith(answer) }
      }
      if (answer.kind === 'limited') {
        const pauseMs = answer.retryAfterMs ?? PAUSE_MS
        await rates.pause(seller, pauseMs)
        return later(pauseMs, `o Mercado Livre ${answer.motivo}`)
      }
      // This was the one try of an open breaker: its failure says nothing about this request.
      if (answer.kind === 'unavailable' && !wasClosed) return interrupted(breaker)
      return answer.kind === 'found' ? { ...answer, readAt: turn.at } : answer
    }
  }
}

function later(waitMs: number, motivo: string): Extract<Outcome, { kind: 'later' }> {
  return { kind: 'later', waitMs, motivo }
}

function interrupted(breaker: Breaker): Outcome {
  const wait = later(breaker.openForMs(), 'as consultas estão interrompidas após falhas seguidas')
  return breaker.refused ? { ...wait, refused: true } : wait
}
