/** How long a process keeps a connector's tokens in memory, and when it asks the database or the marketplace again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSecrets, generateKey, parseKeys } from '../../../../src/core/secrets.ts'
import { eventually } from '../../../support/eventually.ts'
import { handClock } from '../../../support/hand-clock.ts'
import { sqlClient } from '../../../support/database/sql-client.ts'
import { makeTenant } from '../../../support/tenant.ts'
import { type TokenHub, tokenHub } from '../../../support/marketplace/token-hub.ts'

const minutes = (n: number) => n * 60_000

const waiting = (hub: TokenHub, n: number) =>
  eventually(
    async () => (await hub.sql.value(`select count(*)::int from pg_locks where not granted`)) === n,
    { what: `${n} wait for the connector's lock` },
  )

test('a token is kept in memory until a minute before its end, and then read again', async (t) => {
  const hub = await tokenHub(t, '10 min')
  const clock = handClock()
  const tokens = hub.tokens(clock)
  const versao = async () => {
    const token = await tokens.of(hub.conectorId)
    return token.kind === 'token' && token.versao
  }
  assert.equal(await versao(), 1)
  await hub.sql.rows('update hub.integracao_conector set token_versao = 2')
  clock.advance(minutes(8.9))
  assert.equal(await versao(), 1)
  clock.advance(minutes(0.2))
  assert.equal(await versao(), 2)
  assert.deepEqual(hub.there.received, [])
})

test('a token that is good for less than a minute is not given out', async (t) => {
  const hub = await tokenHub(t, '50 s')
  const token = await hub.tokens().of(hub.conectorId)
  assert.deepEqual(token, { kind: 'token', accessToken: 'APP_USR-access-1', versao: 2 })
})

test('the refusal of a new token ends the connection, and the refusal of an old one does not', async (t) => {
  const hub = await tokenHub(t)
  const { conectorId, there } = hub
  const tokens = hub.tokens()
  await tokens.of(conectorId)
  await tokens.refused(conectorId, 1, 'respondeu 401')
  assert.equal((await hub.stored()).status, 'ATIVO')
  assert.equal((await tokens.of(conectorId)).kind, 'token')
  assert.deepEqual(await tokens.refused(conectorId, 2, 'respondeu 401'), { kind: 'reauthorize' })
  assert.equal((await hub.stored()).status, 'REAUTORIZAR')
  assert.deepEqual(await tokens.of(conectorId), { kind: 'reauthorize' })
  assert.equal(there.received.length, 1)
})

test('nothing is asked for a connector that was switched off, and it stays off', async (t) => {
  const hub = await tokenHub(t)
  await hub.sql.rows(`update hub.integracao_conector set status = 'DESATIVADO'`)
  const tokens = hub.tokens()
  assert.deepEqual(await tokens.of(hub.conectorId), { kind: 'reauthorize' })
  assert.deepEqual(await tokens.renew(hub.conectorId, 1), { kind: 'reauthorize' })
  await tokens.refused(hub.conectorId, 1, 'respondeu 401')
  assert.equal((await hub.stored()).status, 'DESATIVADO')
  assert.deepEqual(hub.there.received, [])
})

test('an account that was never authorized is noted as such, and is not refreshed ahead of time', async (t) => {
  const hub = await tokenHub(t, '30 min')
  await hub.sql.rows('update hub.integracao_conector set refresh_token_enc = null')
  const tokens = hub.tokens()
  assert.equal(await tokens.refreshAhead(), 0)
  assert.equal((await hub.stored()).status, 'ATIVO')
  assert.deepEqual(await tokens.renew(hub.conectorId, 1), { kind: 'reauthorize' })
  assert.equal((await hub.stored()).status, 'REAUTORIZAR')
  assert.deepEqual(hub.there.received, [])
})

test('an answer without a refresh token keeps the one before it', async (t) => {
  const hub = await tokenHub(t)
  hub.there.answer = (response, grant) => {
    response.end(JSON.stringify({ ...JSON.parse(grant()), refresh_token: undefined }))
  }
  assert.equal((await hub.tokens().of(hub.conectorId)).kind, 'token')
  assert.equal((await hub.stored()).refresh, 'TG-refresh-0')
})

test('a refresh token that comes without an access token is stored, and the next refresh uses it', async (t) => {
  const hub = await tokenHub(t)
  hub.there.answer = (response, grant) => {
    response.end(JSON.stringify({ ...JSON.parse(grant()), access_token: null }))
  }
  const tokens = hub.tokens()
  assert.deepEqual(await tokens.of(hub.conectorId), {
    kind: 'unavailable',
    motivo: 'o Mercado Livre respondeu sem o access_token',
  })
  const { status, access, refresh } = await hub.stored()
  assert.deepEqual([status, access, refresh], ['ATIVO', null, 'TG-refresh-1'])
  hub.there.answer = null
  assert.equal(await tokens.refreshAhead(), 1)
  assert.deepEqual(await tokens.of(hub.conectorId), {
    kind: 'token',
    accessToken: 'APP_USR-access-2',
    versao: 3,
  })
})

test('a refresh ahead of time that fails is not counted, and tried again', async (t) => {
  const hub = await tokenHub(t, '30 min')
  hub.there.answer = (response) => response.writeHead(503).end()
  const tokens = hub.tokens()
  assert.equal(await tokens.refreshAhead(), 0)
  hub.there.answer = null
  assert.equal(await tokens.refreshAhead(), 1)
})

test('a caller with a newer pair gets a still newer one, although the refresh of an older pair is under way', async (t) => {
  const hub = await tokenHub(t, '1 hour')
  const { conectorId, sql } = hub
  const other = await sqlClient(t, hub.url)
  await sql.rows('update hub.integracao_conector set token_versao = 2')
  const tokens = hub.tokens()
  await other.rows('begin')
  await other.rows('select from hub.integracao_conector for update')
  const older = tokens.renew(conectorId, 1)
  await waiting(hub, 1)
  const newer = tokens.renew(conectorId, 2)
  await waiting(hub, 2)
  await other.rows('commit')
  assert.deepEqual(await older.then((token) => token.kind === 'token' && token.versao >= 2), true)
  assert.deepEqual(await newer, { kind: 'token', accessToken: 'APP_USR-access-1', versao: 3 })
  assert.equal(hub.there.received.length, 1)
})

test('a database connection that ends during a refresh decides nothing', async (t) => {
  const hub = await tokenHub(t)
  const other = await sqlClient(t, hub.url)
  await other.rows('begin')
  await other.rows('select from hub.integracao_conector for update')
  const token = hub.tokens().of(hub.conectorId)
  await waiting(hub, 1)
  await hub.sql.rows('select pg_terminate_backend(pid) from pg_locks where not granted')
  assert.equal((await token).kind, 'unavailable')
  await other.rows('rollback')
  assert.equal((await hub.stored()).status, 'ATIVO')
})

test('a secret that does not open is logged, ends no connection, and holds no other connector back', async (t) => {
  const hub = await tokenHub(t, '30 min')
  const lost = createSecrets(parseKeys(`perdida:${generateKey()}`))
  const broken = await makeTenant(hub.sql, hub.secrets, { id: 124 })
  await hub.sql.rows(`select mercado_livre.save_tokens($1, $2, $2, '1 min')`, [
    broken.conectorId,
    lost.seal('TG-de-outra-chave', {
      tenant: 124,
      table: 'integracao_conector',
      column: 'refresh_token_enc',
      row: broken.conectorId,
    }),
  ])
  const tokens = hub.tokens()
  assert.equal(await tokens.refreshAhead(), 1)
  const token = await tokens.of(broken.conectorId)
  assert.ok(token.kind === 'unavailable')
  assert.match(token.motivo, /^Falta a chave "perdida" de segredos/)
  const statuses = await hub.sql.rows('select distinct status from hub.integracao_conector')
  assert.deepEqual(statuses, [{ status: 'ATIVO' }])
})
