import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { test } from 'node:test'
import { ROOT, type SourceFile, sourceFiles } from './source-files.ts'

const README_BYTES_MAX = 8 * 1024

const documents = [
  { path: 'README.md', text: readFileSync(join(ROOT, 'README.md'), 'utf8') },
  ...['src', 'sql', 'scripts', 'test'].flatMap((folder) => sourceFiles(folder, /\.md$/)),
]

/** As GitHub makes the anchor of a heading. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^```[^]*?^```/gm, '').matchAll(/^#+ +(.*)$/gm)
  const anchor = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
  return new Set([...headings].map(([, heading = '']) => anchor(heading)))
}

/** Links of a document that lead nowhere: to a file that is not there, or to a heading that it does not have. */
function deadLinks({ path, text }: SourceFile): string[] {
  const links = text.replace(/^```[^]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)
  return [...links].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return []
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : posix.join(dirname(path), file)
    const full = join(ROOT, target)
    if (!existsSync(full)) return [`${path}: ${link}`]
    if (anchor === undefined || statSync(full).isDirectory()) return []
    const linked = target === path ? text : readFileSync(full, 'utf8')
    return anchorsOf(linked).has(anchor) ? [] : [`${path}: ${link}`]
  })
}

test('every link of a document leads to a file, and to a heading, that is there', () => {
  assert.deepEqual(documents.flatMap(deadLinks), [])
})

test('a link to a file or a heading that is not there is found', () => {
  const dead = (text: string) => deadLinks({ path: 'src/README.md', text })
  assert.deepEqual(
    dead('[a](main.ts) [b](../README.md#run-it) [c](https://example.com) [d](#here)\n# Here'),
    [],
  )
  assert.equal(dead('[a](nowhere.ts) [b](../README.md#nowhere) [c](#nowhere)').length, 3)
})

test(`the project's README has at most ${README_BYTES_MAX / 1024} KB`, () => {
  assert.ok(statSync(join(ROOT, 'README.md')).size <= README_BYTES_MAX)
})

const NAMED = /(?<![\w/*{.-])(?:[\w.-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:tsx?|sql|md)\b/g

/** Files that a comment names and that are not there; a name alone is looked for in all folders. */
function lostFiles(files: readonly SourceFile[], there: readonly string[]): string[] {
  return files.flatMap(({ path, text }) => {
    const comments = path.endsWith('.sql')
      ? [...text.matchAll(/--[^\n]*/g)]
      : [...text.matchAll(/\/\*\*[^]*?\*\/|(?<=^\s*)\/\/[^\n]*/gm)]
    return comments
      .flatMap(([comment]) =>
        [...comment.matchAll(NAMED)].map(([name]) => name.replace(/^(?:\.\.\/)+/, '')),
      )
      .filter((name) => !there.some((file) => file === name || file.endsWith(`/${name}`)))
      .map((name) => `${path} names ${name}`)
  })
}

test('every file that a comment names is there', () => {
  const sources = [...sourceFiles('src', /\.tsx?$/), ...sourceFiles('sql', /\.sql$/)].filter(
    ({ path }) => !path.includes('/migrations/'),
  )
  const there = ['src', 'sql', 'scripts', 'test'].flatMap((folder) =>
    sourceFiles(folder, /\.(tsx?|sql|md)$/).map(({ path }) => path),
  )
  assert.deepEqual(lostFiles(sources, [...there, 'README.md']), [])
})
