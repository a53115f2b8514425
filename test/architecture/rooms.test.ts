import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { roomSchemas } from '../../src/db/migrate/schemas.ts'
import { importsOf, ROOT, type SourceFile, sourceFiles } from './source-files.ts'

const FILES_MAX = 20

const sources = sourceFiles('src', /\.tsx?$/)
const routines = sourceFiles('sql/routines', /\.sql$/)
const tests = sourceFiles('test', /\.test\.ts$/)
const sample = (path: string, text = ''): SourceFile => ({ path, text })

function crowded(files: readonly SourceFile[]): string[] {
  const counts = new Map<string, number>()
  for (const { path } of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
  return [...counts].filter(([, count]) => count > FILES_MAX).map(([folder]) => folder)
}

test(`no folder holds more than ${FILES_MAX} sources or routines`, () => {
  assert.deepEqual(crowded([...sources, ...routines]), [])
})

test('a folder that is too full is found', () => {
  const files = Array.from({ length: FILES_MAX + 1 }, (_, n) => sample(`src/relay/a${n}.ts`))
  assert.deepEqual(crowded(files), ['src/relay'])
  assert.deepEqual(crowded(files.slice(1)), [])
})

/** What a screen may import of the panel's besides its own folder. */
const SHARED = ['acts', 'pieces', 'requests', 'session', 'resume']

/** Imports of one screen's files by another. The panel's own file puts all of them together. */
function acrossScreens(files: readonly SourceFile[]): string[] {
  const screenOf = (path: string) => /^src\/panel\/([^/]+)\//.exec(path)?.[1]
  return files.flatMap((file) => {
    const own = screenOf(file.path)
    if (own === undefined) return []
    return importsOf(file)
      .filter((target) => {
        const other = screenOf(target)
        return other !== undefined && other !== own && !SHARED.includes(other)
      })
      .map((target) => `${file.path} imports ${target}`)
  })
}

test('no screen of the panel uses the inside of another', () => {
  assert.deepEqual(acrossScreens(sources), [])
})

test('a screen that uses another is found', () => {
  const wrong = sample('src/panel/orders/a.ts', `import { b } from '../events/list/b.ts'`)
  const right = sample('src/panel/orders/a.ts', `import { b } from '../pieces/b.ts'`)
  assert.equal(acrossScreens([wrong]).length, 1)
  assert.deepEqual(acrossScreens([right]), [])
})

/** Where tests may stand: `unit` and `integration` by room of src, `sql` by schema, and four kinds of their own. */
function homeless(files: readonly SourceFile[]): string[] {
  const rooms = [...readdirSync(join(ROOT, 'src')), 'support']
  const isAtHome = ([, kind = '', room = '']: readonly string[]) => {
    if (kind === 'sql') return roomSchemas.some((schema) => schema === room)
    if (kind === 'unit' || kind === 'integration') return rooms.includes(room)
    return ['story', 'fase_02', 'architecture'].includes(kind)
  }
  return files.map(({ path }) => path).filter((path) => !isAtHome(path.split('/')))
}

test('every test stands in the room that it is about', () => {
  assert.deepEqual(homeless(tests), [])
})

test('a test without a room is found', () => {
  const lost = [
    'test/a.test.ts',
    'test/unit/a.test.ts',
    'test/sql/panel/a.test.ts',
    'test/misc/a.test.ts',
  ]
  assert.deepEqual(homeless(lost.map((path) => sample(path))), lost)
  assert.deepEqual(
    homeless([sample('test/sql/relay/a.test.ts'), sample('test/story/a.test.ts')]),
    [],
  )
})
