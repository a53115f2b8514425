/** Runs commands on a database of the test. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { generateKey } from '../../../src/core/secrets.ts'
import { testDatabase } from '../database/database.ts'
import { tempDir } from './in-process.ts'
import { runHubHere } from './hub-program.ts'
import { type SqlClient, sqlClient } from '../database/sql-client.ts'

export interface Cli {
  readonly client: SqlClient
  readonly url: string
  readonly dataDir: string
  readonly env: Readonly<Record<string, string>>
  /** Runs a command that must succeed, with --json, and resolves to its answer. */
  readonly json: (...args: readonly string[]) => Promise<Record<string, unknown>>
  /** Runs a command that must fail, and resolves to its one sentence. */
  readonly refused: (...args: readonly string[]) => Promise<string>
}

export async function openCli(t: TestContext): Promise<Cli> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const dataDir = tempDir(t)
  const env = { DATABASE_URL: url, DATA_DIR: dataDir, SECRETS_KEY: generateKey() }
  return {
    client,
    url,
    dataDir,
    env,
    json: async (...args) => {
      const { code, stdout, stderr } = await runHubHere([...args, '--json'], env)
      assert.equal(code, 0, stderr)
      assert.equal(stderr, '')
      return JSON.parse(stdout) as Record<string, unknown>
    },
    refused: async (...args) => {
      const { code, stdout, stderr } = await runHubHere(args, env)
      assert.equal(code, 1, stdout)
      assert.equal(stdout, '')
      return oneSentence(stderr)
    },
  }
}

/** Asserts that the text is one sentence on one line, and returns it without its line end. */
export function oneSentence(stderr: string): string {
  assert.match(stderr, /^\p{Lu}[^\n]*[.:]\n$/u, 'one line, one sentence, no stack')
  return stderr.trimEnd()
}
