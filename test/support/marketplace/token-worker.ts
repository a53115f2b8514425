/** A process that asks for a connector's token a number of times at once, and prints what it got. */
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createSecrets, parseKeys } from '../../../src/core/secrets.ts'
import { createPool } from '../../../src/db/connect/pool.ts'
import { createTokens } from '../../../src/mercado-livre/oauth/tokens.ts'
import { serviceUrl } from '../database/service-url.ts'

const { url, key, apiUrl, conectorId, workers } = JSON.parse(process.env['TOKEN_WORKER'] ?? '') as {
  url: string
  key: string
  apiUrl: string
  conectorId: string
  workers: number
}
const log = createLogger({ level: 'silent' })
const pool = createPool({ url: serviceUrl(url), max: 5, applicationName: 'token-worker', log })
await pool.query('select 1')
process.send?.('ready')
process.once('message', () => {
  const secrets = createSecrets(parseKeys(key))
  const shared = { pool, secrets, apiUrl, timeoutMs: 2000, clock: systemClock, log }
  // The workers share no memory.
  const each = Array.from({ length: workers }, () => createTokens(shared).of(conectorId))
  void Promise.all(each).then((tokens) => {
    process.send?.(tokens.map((token) => ('accessToken' in token ? token.accessToken : token.kind)))
    void pool.end().then(() => process.disconnect?.())
  })
})
