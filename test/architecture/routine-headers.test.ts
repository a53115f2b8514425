import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { type SourceFile, sourceFiles } from './source-files.ts'

const NAME = /\b[a-z_]+\.[a-z_]+\b/g
const WRITTEN = /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from|truncate)\s+(hub\.[a-z_]+)/g

interface Routine {
  readonly path: string
  /** By the header: `Reads` and `Writes`, with the lines that go on. */
  readonly reads: ReadonlySet<string>
  readonly writes: ReadonlySet<string>
  readonly body: string
}

function withoutComments(text: string): string {
  return text.replace(/--[^\n]*/g, '')
}

function tablesIn(text: string): Set<string> {
  return new Set([...text.matchAll(NAME)].map(([name]) => name).filter(isTable))
}

function isTable(name: string): boolean {
  return name.startsWith('hub.')
}

function readRoutine({ path, text }: SourceFile): Routine {
  const header = /^(?:--[^\n]*\n)+/.exec(text)?.[0] ?? ''
  const part = (word: string) =>
    new RegExp(`^--   ${word} +(.*(?:\\n-- {16}\\S.*)*)`, 'm').exec(header)?.[1] ?? ''
  const body = withoutComments(text.slice(header.length))
  return { path, reads: tablesIn(part('Reads')), writes: tablesIn(part('Writes')), body }
}

/** By schema-qualified name; a view is a routine without a header. */
function readAll(routines: readonly SourceFile[], views: readonly SourceFile[]) {
  const all = new Map<string, Routine>()
  for (const file of routines) {
    const [, , room = ''] = file.path.split('/')
    all.set(`${room}.${basename(file.path, '.sql')}`, readRoutine(file))
  }
  for (const file of views) {
    const name = basename(file.path, '.sql').replaceAll('-', '_')
    all.set(`ops.${name}`, readRoutine(file))
  }
  return all
}

/** The tables that a routine names, with those of all that it calls and of the views that it reads. */
function touchedBy(name: string, all: ReadonlyMap<string, Routine>, seen = new Set<string>()) {
  const touched = new Set<string>()
  if (seen.has(name)) return touched
  seen.add(name)
  for (const [used] of all.get(name)?.body.matchAll(NAME) ?? []) {
    if (isTable(used)) touched.add(used)
    else if (all.has(used)) touchedBy(used, all, seen).forEach((table) => touched.add(table))
  }
  return touched
}

function falseHeaders(routines: readonly SourceFile[], views: readonly SourceFile[]): string[] {
  const all = readAll(routines, views)
  return [...all].flatMap(([name, { path, reads, writes, body }]) => {
    if (path.startsWith('sql/views/')) return []
    const touched = touchedBy(name, all)
    const written = new Set([...body.matchAll(WRITTEN)].map(([, table = '']) => table))
    const untrue = [...reads, ...writes].filter((table) => !touched.has(table))
    const unsaid = [...written].filter((table) => !writes.has(table))
    return [
      ...untrue.map((table) => `${path} says that it touches ${table}, and does not`),
      ...unsaid.map((table) => `${path} writes ${table}, and its header does not say so`),
    ]
  })
}

const routines = sourceFiles('sql/routines', /\.sql$/).filter(
  ({ path }) => basename(path) !== 'grants.sql',
)

test('the header of a routine names no table that it does not touch, and every table that it writes', () => {
  assert.deepEqual(falseHeaders(routines, sourceFiles('sql/views', /\.sql$/)), [])
})

test('a header that says too much, or too little, is found', () => {
  const at = (text: string) =>
    falseHeaders([{ path: 'sql/routines/relay/step/wake.sql', text }], []).map((each) =>
      each.replace(/^\S+ /, ''),
    )
  const header = '-- relay.wake()\n--   Reads        hub.pedido\n--   Writes       hub.volume\n'
  const body = 'select from hub.pedido; insert into hub.volume default values;'
  assert.deepEqual(at(header + body), [])
  assert.deepEqual(at(`${header}insert into hub.volume default values;`), [
    'says that it touches hub.pedido, and does not',
  ])
  assert.deepEqual(at(`${header}${body} update hub.pedido set id = 1`), [
    'writes hub.pedido, and its header does not say so',
  ])
  const called = { path: 'sql/routines/relay/step/called.sql', text: 'select from hub.pedido' }
  const caller = {
    path: 'sql/routines/relay/wake.sql',
    text: `${header}relay.called(); delete from hub.volume`,
  }
  assert.deepEqual(falseHeaders([caller, called], []), [])
})
