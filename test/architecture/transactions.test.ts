/**
 * What the callback of a transaction may do. It is called again after a serialization failure or a deadlock, so that
 * whatever it does besides SQL is done twice, once by an attempt that was rolled back.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import ts from 'typescript'
import { nodesOf, parse, type SourceFile, sourceFiles } from './source-files.ts'

/** The request and its answer, cookies, files, the network, the log. */
const OUTSIDE = new Set(
  'c setCookie deleteCookie sessionCookie once fetch log io writeFileSync renameSync mkdirSync rmSync'.split(
    ' ',
  ),
)
/** What changes a collection. */
const CHANGES = new Set(['push', 'unshift', 'splice', 'set', 'add', 'delete', 'clear'])

function sideEffects(file: SourceFile): string[] {
  const found: string[] = []
  for (const node of nodesOf(parse(file))) {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) continue
    if (node.expression.name.text !== 'transaction') continue
    for (const callback of node.arguments) {
      for (const what of new Set(effectsIn(callback))) found.push(`${file.path}: ${what}`)
    }
  }
  return found
}

function* effectsIn(callback: ts.Node): Generator<string> {
  const inside = [...nodesOf(callback)]
  const own = new Set(
    inside.flatMap((node) => {
      const isDeclared =
        ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)
      return isDeclared && ts.isIdentifier(node.name) ? [node.name.text] : []
    }),
  )
  for (const node of inside) {
    if (
      ts.isIdentifier(node) &&
      OUTSIDE.has(node.text) &&
      !own.has(node.text) &&
      !isOnlyName(node)
    ) {
      // A callback may read the command's input, but must not print.
      if (node.text !== 'io' || isCalled(node)) yield node.text
    }
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
      !own.has(rootOf(node.left))
    )
      yield `${rootOf(node.left)} is assigned`
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      CHANGES.has(node.expression.name.text) &&
      !own.has(rootOf(node.expression))
    )
      yield `${rootOf(node.expression)} is changed`
  }
}

/** Whether the identifier is the name of a member or a property, not a variable. */
function isOnlyName(node: ts.Identifier): boolean {
  const { parent } = node
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  )
}

function isCalled(node: ts.Identifier): boolean {
  const { parent } = node
  if (!ts.isPropertyAccessExpression(parent) || !ts.isCallExpression(parent.parent)) return false
  return parent.parent.expression === parent
}

function rootOf(node: ts.Node): string {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return rootOf(node.expression)
  return ts.isIdentifier(node) ? node.text : ''
}

test('a callback that may be called again does nothing but SQL', () => {
  const sources = sourceFiles('src', /\.tsx?$/)
  assert.deepEqual(sources.flatMap(sideEffects), [])
  const calls = sources.filter(({ text }) => /\.transaction\(/.test(text))
  assert.ok(calls.length > 10, 'the callbacks are looked at')
})

test('a cookie, a file, a log line or an outer variable in a callback is found', () => {
  const inside = (statement: string) =>
    sideEffects({
      path: 'src/x.ts',
      text: `let n = 0; const all = []; query.as(who).transaction(async (run) => { const mine = []; mine.push(1); let k = 0; k += 1; ${statement} })`,
    })
  for (const [statement, what] of [
    ['await openSession(c, run)', 'c'],
    [`setCookie(ctx, 'a', 'b')`, 'setCookie'],
    ['sessionCookie.give(ctx, token)', 'sessionCookie'],
    ['log.info("x")', 'log'],
    ['writeFileSync(file, "")', 'writeFileSync'],
    ['await fetch(url)', 'fetch'],
    ['io.print("x")', 'io'],
    ['n += 1', 'n is assigned'],
    ['all.push(1)', 'all is changed'],
  ] as const) {
    assert.deepEqual(inside(statement), [`src/x.ts: ${what}`])
  }
  assert.deepEqual(inside('return run.one(io.ator)'), [])
})
