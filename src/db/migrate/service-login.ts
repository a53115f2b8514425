/**
 * The login that the service's connections use: `hub_service`, or a member of it that may do nothing else.
 *
 * Whoever is logged in as more and merely acts as less (`set role`) is more again after one `reset role`.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto'
import pRetry from 'p-retry'
import pg from 'pg'
import { connectionUrl, settleSessions } from '../connect/session-settings.ts'
import { sqlState } from '../connect/sql-state.ts'
import { meetsAnother, serviceRole } from './roles.ts'

/** Longer names are cut by PostgreSQL. */
const nameBytesMax = 63

/**
 * The login of a service that was given `ownerUrl` alone: a role of its own for each such user, with a password that
 * is derived from that user's. Every process with the same URL finds the same one, and none locks another out.
 * Throws where it can't be had: the URL has no password to derive from, or its user may not make roles.
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
 * Sees to it that `loginUrl` can log in: where it can't, `adminUrl` makes the role or gives it the URL's password.
 * Throws pg's error when that is refused, or does not help.
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
    shouldRetry: ({ error }) => meetsAnother(error),
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
    // One that is not permitted to log in stays so: somebody has locked it.
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
 * What PostgreSQL keeps of a password. Sent in its place, the password appears in no log and on no wire. RFC 5803, as
 * `pg_authid.rolpassword` has it.
 */
function scramVerifier(password: string): string {
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  const serverKey = hmac('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
