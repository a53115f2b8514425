import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SourceFile, sourceFiles } from './source-files.ts'

/** Metaphors that stood where the field has a word: src/README.md, Glossary. Each with what is said instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  bell: 'wake signal',
  scout: 'poller',
  vigil: 'sleep state',
  crew: 'step workers',
  suspect: 'quarantine',
  tally: 'batched counter',
  knock: 'request, proof',
  door: 'ingress, endpoint',
  hint: 'resource notification, fetch request',
  visit: 'source',
  herd: 'all of them',
  nap: 'sleep',
}

/** What others have named: PostgreSQL's HINT, a command as people type it, and words of the marketplace. */
const OTHERS =
  /\bpg_exception_hint\b|\bhint: (?:undefined|')|\bhint = |\benterkeyhint\b|\bconnector visits\b|'visits'|(?:date_)?first_visit/g
/** Where a hint is the line below a form's field. */
const FORMS = /^src\/panel\/|^test\/(?:integration|support|unit)\/panel\//

const files = [
  ...sourceFiles('src', /\.(tsx?|js|css|md)$/),
  ...sourceFiles('sql', /\.(sql|md)$/),
  ...sourceFiles('scripts', /\.(tsx?|sql|md)$/),
  ...sourceFiles('test', /\.(tsx?|md)$/),
].filter(({ path }) => !/\/migrations\/|\/results\/|architecture\/words/.test(path))

/** Singular and in lower case: of `openDoors`, open and door. */
function wordsOf(text: string): string[] {
  const words = text
    .replace(OTHERS, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .match(/[A-Za-z]+/g)
  return (words ?? []).map((word) => word.toLowerCase().replace(/(?<=..)s$/, ''))
}

function metaphors(all: readonly SourceFile[]): string[] {
  return all.flatMap(({ path, text }) => {
    const isForm = FORMS.test(path)
    const words = wordsOf(`${path}\n${text}`).filter((word) => Object.hasOwn(INSTEAD, word))
    const found = new Set(words.filter((word) => !(isForm && word === 'hint')))
    return [...found].map((word) => `${path}: say ${INSTEAD[word]}, not ${word}`)
  })
}

test('names, comments and documents use the words of the field', () => {
  assert.deepEqual(metaphors(files), [])
})

test('a metaphor is found in a name, a comment and a path', () => {
  const at = (path: string, text: string) => metaphors([{ path, text }])
  assert.equal(at('src/a.ts', 'openDoors()').length, 1)
  assert.equal(at('src/a.ts', '// Rings the bell.').length, 1)
  assert.equal(at('src/relay/scout.ts', '').length, 1)
  assert.deepEqual(at('src/a.ts', 'pg_exception_hint, indoor, ops.visita, aria-labelledby'), [])
})
