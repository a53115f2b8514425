/**
 * Makes a database for each test, on the server of the run. A test file that is run by hand, without the
 * global setup, starts a server of its own.
 */
import { randomBytes } from 'node:crypto'
import { after, type TestContext } from 'node:test'
import pg from 'pg'
import { makeTemplate, templateName } from './template-database.ts'
import { startTestServer, type TestServer } from '../http/test-server.ts'

export interface TestDatabase {
  readonly name: string
  /** A superuser's URL of this database. The service logs in by `serviceUrl` of it. */
  readonly url: string
  /** A superuser's URL of the maintenance database of the same server. */
  readonly adminUrl: string
}

/** A migrated database. It exists until the test file ends, so that whatever the test stops later still finds it. */
export async function testDatabase(_t: TestContext): Promise<TestDatabase> {
  const adminUrl = await serverUrl()
  if (ownServer !== undefined) await (ownTemplate ??= makeTemplate(adminUrl))
  return createDatabase(adminUrl, templateName)
}

/** An empty database, for tests of migrations. */
export async function emptyDatabase(_t: TestContext): Promise<TestDatabase> {
  return createDatabase(await serverUrl(), 'template0')
}

let ownServer: Promise<TestServer> | undefined
let ownTemplate: Promise<void> | undefined
const created: TestDatabase[] = []

after(async () => {
  if (ownServer !== undefined) return (await ownServer).stop()
  const last = created.at(-1)
  if (last === undefined) return
  await asAdmin(last.adminUrl, async (admin) => {
    for (const { name } of created)
      await admin.query(`drop database if exists ${name} with (force)`)
  })
})

async function serverUrl(): Promise<string> {
  const shared = process.env['HUB_TEST_ADMIN_URL']
  if (shared !== undefined) return shared
  return (await (ownServer ??= startTestServer())).adminUrl
}

async function createDatabase(adminUrl: string, template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  await asAdmin(adminUrl, async (admin) => {
    // Copies the files: copying through the WAL takes ten times as long.
    await admin.query(
      `create database ${name} template ${template} encoding 'UTF8' strategy file_copy`,
    )
    // A migration does this too; the right is not copied with the template.
    await admin.query(`revoke temporary on database ${name} from public`)
  })
  const database = { name, url: url.href, adminUrl }
  created.push(database)
  return database
}

async function asAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}
