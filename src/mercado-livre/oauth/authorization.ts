/**
 * Lets a seller authorize the application: sends them to the marketplace's page, and exchanges the code that they come
 * back with. An attempt is good once and for a quarter of an hour. Whoever comes back without its state is somebody else.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Secrets } from '../../core/secrets.ts'
import { inTransaction } from '../../db/connect/in-transaction.ts'
import type { Pool } from '../../db/connect/pool.ts'
import { refusalOf } from '../../db/connect/refusal.ts'
import { createAsk } from '../http/ask.ts'
import { authorizationUrl } from './authorization-url.ts'
import { request } from '../http/request.ts'
import { requestTokens, type TokenPair } from './token-request.ts'
import { saveTokens } from './token-store.ts'
import { answeredWith } from '../http/error-answer.ts'
import { partOf } from '../translate/json-part.ts'

export interface Authorization {
  /** Gives the page to which the seller is sent. `redirectUri` exactly as the application has it at the marketplace. */
  begin(connector: Connector, redirectUri: string, ator: string): Promise<{ readonly url: string }>
  /** Takes what the seller came back with. Never throws for what that is. */
  complete(back: {
    readonly code: string | undefined
    readonly state: string | undefined
  }): Promise<Completion>
}

interface Connector {
  readonly conectorId: string
  readonly tenantId: string
  readonly clientId: string
}

export type Completion =
  | { readonly kind: 'authorized' }
  /** A sentence for the person who sees the page. */
  | { readonly kind: 'refused'; readonly sentence: string }

interface AuthorizationOptions {
  readonly pool: Pool
  readonly secrets: Secrets
  /** ML_API_URL */
  readonly apiUrl: string
  /** ML_AUTH_URL */
  readonly authUrl: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly log: Logger
}

interface Taken {
  readonly conector_id: string
  readonly tenant_id: string
  readonly client_id: string | null
  readonly client_secret_enc: string | null
  readonly verificador_enc: string
  readonly redirect_uri: string
  readonly ator: string
}

const VALID_FOR = '15 min'
const TAKE = `
  select conector_id, tenant_id, client_id, client_secret_enc, verificador_enc, redirect_uri, ator
  from mercado_livre.take_authorization($1)`

/** Methods throw pg's error where the database can't be asked. */
export function createAuthorization(options: AuthorizationOptions): Authorization {
  const { pool, secrets, apiUrl, authUrl, timeoutMs, clock, log } = options
  const ask = createAsk({ apiUrl, timeoutMs, clock })

  return {
    async begin({ conectorId, tenantId, clientId }, redirectUri, ator) {
      const { url, state, codeVerifier } = authorizationUrl({ authUrl, clientId, redirectUri })
      const hash = hashOf(state)
      const sealed = secrets.seal(codeVerifier, verifierPlace(tenantId, hash))
      await pool.query('select mercado_livre.begin_authorization($1, $2, $3, $4, $5, $6)', [
        hash,
        conectorId,
        sealed,
        redirectUri,
        VALID_FOR,
        ator,
      ])
      return { url }
    },

    async complete({ code, state }) {
      if (!isToken(code) || !isToken(state)) return refused('O endereço está incompleto')
      const hash = hashOf(state)
      const { rows } = await pool.query<Taken>(TAKE, [hash])
      const [taken] = rows
      if (taken === undefined) {
        return refused('Esta autorização já foi usada, ou o seu prazo passou')
      }
      const { client_id: clientId, client_secret_enc: secret, tenant_id: tenant } = taken
      if (clientId === null || secret === null) {
        return refused('O conector não tem mais client_id e client_secret')
      }
      const row = taken.conector_id
      const place = { tenant, table: 'integracao_conector', column: 'client_secret_enc', row }
      const clientSecret = secrets.open(secret, place)
      const answer = await requestTokens(
        { apiUrl, timeoutMs, clientId, clientSecret },
        {
          grantType: 'authorization_code',
          code,
          redirectUri: taken.redirect_uri,
          codeVerifier: secrets.open(taken.verificador_enc, verifierPlace(tenant, hash)),
        },
      )
      if (answer.kind === 'granted') return store(taken, answer.pair)
      const why = answer.kind === 'unavailable' ? answer.motivo : answeredWith(answer)
      log.warn({ tenant, conectorId: row, answer: answer.kind, why }, 'authorization not granted')
      return refused(`${sentences[answer.kind]}: ${why}`)
    },
  }

  /** The seller of the tokens. The marketplace is asked where its answer did not say it. */
  async function sellerOf({ userId, accessToken }: TokenPair): Promise<string | null> {
    if (userId !== null || accessToken === null) return userId
    const me = await ask(request.me(), accessToken)
    return me.kind === 'found' ? partOf(me.body).id('id') : null
  }

  async function store(taken: Taken, pair: TokenPair): Promise<Completion> {
    const { conector_id: conectorId, tenant_id: tenantId, ator } = taken
    const userId = await sellerOf(pair)
    if (userId === null) return refused('O Mercado Livre não disse de quem é a conta')
    try {
      await inTransaction(pool, async (client) => {
        const values = [conectorId, userId, ator]
        await client.query('select mercado_livre.activate($1, $2, $3)', values)
        await saveTokens(client, secrets, { tenantId, conectorId }, pair)
      })
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === null) throw error
      // It is another seller than the connector's, or another tenant has this seller.
      return refused(refusal.sentence.replace(/\.$/, ''))
    }
    log.info({ tenant: tenantId, conectorId }, 'connector authorized')
    return { kind: 'authorized' }
  }
}

const sentences = {
  denied: 'O Mercado Livre não aceitou o código',
  misconfigured: 'O Mercado Livre não aceita a aplicação: confira client_id e client_secret',
  unavailable: 'O Mercado Livre não respondeu',
} as const

/** Every refusal ends with what to do. */
function refused(sentence: string): Completion {
  return { kind: 'refused', sentence: `${sentence}. Comece a autorização de novo.` }
}

function isToken(text: string | undefined): text is string {
  return text !== undefined && /^[\w.~-]{8,512}$/.test(text)
}

function hashOf(state: string): Buffer {
  return createHash('sha256').update(state).digest()
}

function verifierPlace(tenant: string, hash: Buffer) {
  const row = hash.toString('hex')
  return { tenant, table: 'conector_autorizacao', column: 'verificador_enc', row }
}
