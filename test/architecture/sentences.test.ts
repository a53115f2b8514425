import assert from 'node:assert/strict'
import { test } from 'node:test'
import ts from 'typescript'
import { nodesOf, parse, type SourceFile, sourceFiles } from './source-files.ts'

/** A text with one of these is Portuguese: a sentence that people read on screens, in answers and at the terminal. */
const PORTUGUESE = /[ãõçáéíóúâêô]|(?<!\p{L})(?:que|uma?|dos|das)(?!\p{L})/iu

/** English words that the code's own names are made of. A renaming that runs through sentences leaves them there. */
const ENGLISH =
  /(?<![\p{L}\w.`$"/<'=-])(?:fields?|stored|saved|reasons?|events?|orders?|sources?|requests?|rows?|names?|texts?|sentences?|address(?:es)?|medium|path|sent|received|failed|refused|sellers?|sessions?|requester|mode|kind|demands?|lanes?|steps?|proofs?|verdict|outcome|missing)(?![\p{L}\w`"/>'=-])/gu

/** A command, as people type it. */
const COMMAND = /\bhub [a-z][a-z -]*/g

function mixedSentences(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    [...nodesOf(parse(file))].flatMap((node) => {
      const isText =
        ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node)
      const text = isText ? node.text.replace(/\s+/g, ' ').replace(COMMAND, '').trim() : ''
      if (!text.includes(' ') || !PORTUGUESE.test(text)) return []
      const words = [...text.matchAll(ENGLISH)].map(([word]) => word)
      return words.length === 0
        ? []
        : [`${file.path}: ${words.join(', ')} in "${text.slice(0, 120)}"`]
    }),
  )
}

test('no sentence for people mixes Portuguese with English words of the code', () => {
  assert.deepEqual(mixedSentences(sourceFiles('src', /\.tsx?$/)), [])
})

test('an English word in a Portuguese sentence is found', () => {
  const at = (text: string) => mixedSentences([{ path: 'src/a.ts', text }])
  assert.equal(at('const a = "não foi aceito: corrija os fields indicados"').length, 1)
  assert.equal(at('const a = `não pôde ser stored; envie ${b} de novo`').length, 1)
  assert.deepEqual(at('const a = "corrija os campos indicados em \\"erros\\""'), [])
  assert.deepEqual(at('const a = "the row was stored"'), [])
})
