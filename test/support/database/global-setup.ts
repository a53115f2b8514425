/**
 * Run once by the test runner (`--test-global-setup`), before and after all test files: their one server.
 * Test files run in processes of their own and find it by an environment variable.
 */
import { startTestServer, type TestServer } from '../http/test-server.ts'
import { makeTemplate } from './template-database.ts'

let server: TestServer | undefined

export async function globalSetup(): Promise<void> {
  server = await startTestServer()
  try {
    await makeTemplate(server.adminUrl)
  } catch (error) {
    await server.stop()
    throw error
  }
  process.env['HUB_TEST_ADMIN_URL'] = server.adminUrl
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
}
