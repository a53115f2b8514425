/**
 * Starts and stops the one server of a test run. The test runner calls it once (`--test-global-setup`).
 * Each test file runs in a process of its own, and finds the server by an environment variable.
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
