import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import ts from 'typescript'
import { nodesOf, parse, ROOT, type SourceFile, sourceFiles } from './source-files.ts'

const LINES_MAX = 250
const MEDIAN_MAX = 100
const EXPORTS_MAX = 3

const sources = sourceFiles('src', /\.tsx?$/)
const tests = sourceFiles('test', /\.tsx?$/)
const scripts = sourceFiles('scripts', /\.tsx?$/)
const sample = (path: string, text: string): SourceFile => ({ path, text })

const linesOf = (file: SourceFile) => file.text.trimEnd().split('\n').length

test(`no source has over ${LINES_MAX} lines, and half of them have under ${MEDIAN_MAX}`, () => {
  const long = sources.filter((file) => linesOf(file) > LINES_MAX).map((file) => file.path)
  assert.deepEqual(long, [])
  const sorted = sources.map(linesOf).toSorted((a, b) => a - b)
  assert.ok((sorted[Math.floor(sorted.length / 2)] ?? 0) < MEDIAN_MAX)
})

test('no file is a drawer: utils, helpers, types, index and their like', () => {
  const drawers = /^(utils?|helpers?|types?|index|common|misc|shared|constants)\.tsx?$/
  const found = [...sources, ...tests, ...scripts].filter((file) =>
    drawers.test(basename(file.path)),
  )
  assert.deepEqual(
    found.map((file) => file.path),
    [],
  )
})

test('a file name is kebab-case', () => {
  const odd = [...sources, ...tests, ...scripts]
    .map((file) => basename(file.path))
    .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx?$/.test(name))
  assert.deepEqual(odd, [])
})

test('a source opens with a comment that says why it exists', () => {
  const silent = sources.filter((file) => !file.text.startsWith('/**'))
  assert.deepEqual(
    silent.map((file) => file.path),
    [],
  )
})

/** Words without their plural, so that `envelope-fields.ts` may export `envelopeField`. */
function wordsOf(name: string): string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/)
  return words.map((word) => word.replace(/s$/, ''))
}

interface Exported {
  name: string
  callable: boolean
}

function exportsOf(file: SourceFile): Exported[] {
  return parse(file).statements.flatMap((node): Exported[] => {
    if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
      return node.exportClause.elements.map(({ name }) => ({ name: name.text, callable: false }))
    }
    const flags = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []
    if (!flags.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
    if (ts.isVariableStatement(node)) {
      return node.declarationList.declarations.map(({ name, initializer }) => ({
        name: name.getText(),
        callable: initializer !== undefined && ts.isFunctionLike(initializer),
      }))
    }
    const name = ts.getNameOfDeclaration(node as ts.DeclarationStatement)?.getText() ?? 'default'
    return [{ name, callable: ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) }]
  })
}

/**
 * A file is one idea and carries its name: something that it exports shares a word with the file, and it
 * has few functions, unless all of them do, as those of core/mask.ts.
 */
function severalIdeas(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const name = basename(file.path).replace(/\.tsx?$/, '')
    const exported = exportsOf(file)
    const named = ({ name: own }: Exported) =>
      wordsOf(name).some((word) => wordsOf(own).includes(word))
    const callables = exported.filter(({ callable }) => callable)
    if (file.path === 'src/main.ts' && exported.length === 0) return []
    if (!exported.some(named)) return [`${file.path} exports nothing of its name`]
    const many = callables.length > EXPORTS_MAX && !callables.every(named)
    return many ? [`${file.path} exports ${callables.length} functions`] : []
  })
}

test('a source is one idea and exports it under its own name', () => {
  assert.deepEqual(severalIdeas(sources), [])
})

test('a source of several ideas, or of another name, is found', () => {
  const four = ['one', 'two', 'three', 'four'].map((name) => `export function ${name}() {}`)
  assert.equal(severalIdeas([sample('src/relay/one.ts', four.join('\n'))]).length, 1)
  assert.equal(severalIdeas([sample('src/relay/lease.ts', 'export function claim() {}')]).length, 1)
  assert.equal(severalIdeas([sample('src/relay/lease.ts', 'const lease = 1')]).length, 1)
  assert.deepEqual(
    severalIdeas([sample('src/a/lease.ts', 'export const returnLease = () => 1')]),
    [],
  )
  assert.deepEqual(severalIdeas([sample('src/a/lease.ts', 'export interface Lease {}')]), [])
})

/** `process.env` and the like, `Date.now()`, `new Date()`, each with where it is allowed. */
function reachesOutside(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    [...nodesOf(parse(file))].flatMap((node) => {
      const text = ts.isPropertyAccessExpression(node) ? node.getText().replace(/\s|\?/g, '') : ''
      const program = /^process\.(env|exit|exitCode|on|once|argv)$/.test(text)
      const now =
        /^Date\.now$/.test(text) ||
        (ts.isNewExpression(node) &&
          node.expression.getText() === 'Date' &&
          (node.arguments?.length ?? 0) === 0)
      if (program && file.path !== 'src/main.ts') return [`${file.path}: ${text}`]
      if (now && file.path !== 'src/core/clock.ts') return [`${file.path}: ${node.getText()}`]
      return []
    }),
  )
}

test('only main touches the process, and only the clock tells the time', () => {
  assert.deepEqual(reachesOutside(sources), [])
})

test('a source that reads the environment or the time by itself is found', () => {
  const wrong = [
    'process.env.HOME',
    'process.exit(1)',
    `process.on('SIGINT', f)`,
    'Date.now()',
    'new Date()',
  ]
  for (const text of wrong) {
    assert.equal(reachesOutside([sample('src/relay/a.ts', text)]).length, 1, text)
  }
  assert.deepEqual(reachesOutside([sample('src/relay/a.ts', 'new Date(row.at)')]), [])
})

const WRITE =
  /\b(insert\s+into|delete\s+from|truncate\s+(table\s+)?\w+|merge\s+into|update\s+(only\s+)?[\w."]+\s+(as\s+)?(\w+\s+)?set)\b/i

function tableWrites(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => !file.path.startsWith('src/db/'))
    .flatMap((file) =>
      [...nodesOf(parse(file))]
        .filter((node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))
        .filter((node) => WRITE.test(node.getText().replace(/\$\{[^}]*\}/g, 'x')))
        .map((node) => `${file.path}: ${node.getText().slice(0, 60)}`),
    )
}

test('TypeScript writes no table', () => {
  assert.deepEqual(tableWrites(sources), [])
})

test('a statement that writes a table is found', () => {
  const wrong = [
    '"insert into hub.pedido values (1)"',
    '`delete\n from ${table} where id = 1`',
    '`update hub.pedido as p\nset status = 1`',
    '`update ${t} set x = 1`',
    "'TRUNCATE hub.pedido'",
  ]
  for (const text of wrong) {
    assert.equal(tableWrites([sample('src/api/a.ts', `f(${text})`)]).length, 1, text)
  }
  assert.deepEqual(tableWrites([sample('src/db/a.ts', `f(${wrong[0]})`)]), [])
})

test('the top level holds only what belongs there, and src only main.ts and known rooms', () => {
  const top = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !name.endsWith('.log'))
  const known = [
    ...['package.json', 'package-lock.json', 'node_modules', 'src', 'sql', 'scripts', 'test'],
    ...['Makefile', 'compose.yaml', 'README.md', 'tsconfig.json'],
  ]
  assert.deepEqual(
    top.filter((name) => !known.includes(name)),
    [],
  )

  const house = [
    'main.ts',
    'commands',
    'wiring',
    'settings',
    'reads',
    'acts',
    'connectors',
    'core',
    'db',
  ]
  house.push(
    'ingress',
    'relay',
    'mercado-livre',
    'notifications',
    'schedule',
    'ops',
    'api',
    'panel',
  )
  const rooms = readdirSync(join(ROOT, 'src')).filter((name) => name !== 'README.md')
  assert.deepEqual(rooms.toSorted(), house.toSorted())
})
