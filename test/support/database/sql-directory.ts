/** Makes a directory of SQL files for one test of the migration runner, laid out like the project's `sql/`. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'

export interface SqlDirectory {
  readonly path: string
  write(name: string, text: string): void
  remove(name: string): void
}

/** The directory contains the project's own roles.sql and the given files. It is removed when the test ends. */
export function sqlDirectory(t: TestContext, files: Record<string, string>): SqlDirectory {
  const path = mkdtempSync(join(tmpdir(), 'hub-test-sql-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  cpSync(join(import.meta.dirname, '../../../sql/roles.sql'), join(path, 'roles.sql'))
  for (const [name, text] of Object.entries(files)) write(name, text)
  return { path, write, remove: (name) => rmSync(join(path, name)) }
}
