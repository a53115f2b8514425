/**
 * The login of the service's connections: `hub_service`, or a role that is a member of it and has no other rights.
 *
 * A session that logs in with more rights and only sets a lesser role (`set role`) gets its rights back with one
 * `reset role`.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto'
import pRetry from 'p-retry'
import pg from 'pg'
import { connectionUrl, settleSessions } from '../connect/session-settings.ts'
import { sqlState } from '../connect/sql-state.ts'
import { isRoleCollision, serviceRole } from './roles.ts'

/** PostgreSQL cuts longer names. */
const nameBytesMax = 63

/**
 * The login of a service that has only the URL of an owner: a role of its own for each such user, with a password that
 * is derived from the user's. All processes with the same URL derive the same login, so that none locks another out.
 * Throws when the URL has no password to derive from, or when its user may not create roles.
 */
export async function serviceLogin(ownerUrl: string): Promise<string> {
  const login = derivedLogin(ownerUrl)
  await ensureLogin(ownerUrl, login)
  return login
}

function derivedLogin(ownerUrl: string): string {
  const url = new URL(ownerUrl)
  const user = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  if (user === '' || password === '') throw new Error('the URL has no user or no password')
  const name = Buffer.from(`${serviceRole}_${user}`).subarray(0, nameBytesMax).toString('utf8')
  url.username = name.replaceAll('\uFFFD', '')
  url.password = scryptSync(password, `hub-outbox ${user}`, 24).toString('base64url')
  return url.href
}

/**
 * Makes sure that `loginUrl` can log in. If it can't, the user of `adminUrl` creates the role or sets the URL's
 * password. Throws pg's error when that is refused or does not help.
 */
export async function ensureLogin(adminUrl: string, loginUrl: string): Promise<void> {
  const refused = await logIn(loginUrl)
  if (refused === undefined) return
  const name = decodeURIComponent(new URL(loginUrl).username)
  const ours = name === serviceRole || name.startsWith(`${serviceRole}_`)
  if (!ours || !['28P01', '28000'].includes(sqlState(refused) ?? '')) throw refused
  await pRetry(() => makeLogin(adminUrl, loginUrl), {
    retries: 8,
    minTimeout: 20,
    randomize: true,
    shouldRetry: ({ error }) => isRoleCollision(error),
  })
  const still = await logIn(loginUrl)
  if (still !== undefined) throw still
}

async function logIn(url: string): Promise<Error | undefined> {
  try {
    await connected(url, async () => {})
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error('login failed', { cause: error })
  }
}

async function makeLogin(adminUrl: string, loginUrl: string): Promise<void> {
  const { username, password } = new URL(loginUrl)
  const name = decodeURIComponent(username)
  const role = pg.escapeIdentifier(name)
  const verifier = pg.escapeLiteral(scramVerifier(decodeURIComponent(password)))
  await connected(adminUrl, async (client) => {
    const found = await client.query('select from pg_catalog.pg_roles where rolname = $1', [name])
    // A role that may not log in stays so: an administrator has locked it.
    const how = found.rowCount === 0 ? `create role ${role} login` : `alter role ${role}`
    await client.query(`${how} password ${verifier}`)
    if (name === serviceRole) return
    await client.query(`grant ${serviceRole} to ${role}`)
    await settleSessions(client, name)
  })
}

async function connected(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: connectionUrl(url, 'hub-login'),
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

const iterations = 4096

/**
 * The SCRAM verifier that PostgreSQL stores for a password (RFC 5803, in the form of `pg_authid.rolpassword`). We send
 * it in place of the password, which therefore appears in no log and on no wire.
 */
function scramVerifier(password: string): string {
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  const serverKey = hmac('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
