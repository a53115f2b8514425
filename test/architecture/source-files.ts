/** Reads and parses the project's sources for the architecture tests. Paths are relative to the root. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Every file below `folder` whose name ends so; none when the folder is missing. */
export function sourceFiles(folder: string, ending: RegExp): SourceFile[] {
  let names: string[]
  try {
    names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
  return names
    .filter((name) => ending.test(name) && !name.includes('node_modules'))
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

/** The syntax tree, in which each node has its parent. */
export function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true)
}

/** Every node of a file, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) yield* nodesOf(child)
}

/** What a file imports, types included: paths of ours from the root, or the name of a package. */
export function importsOf(file: SourceFile): string[] {
  const found: string[] = []
  for (const node of nodesOf(parse(file))) {
    const from =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
            ? node.argument.literal
            : undefined
    if (from !== undefined && ts.isStringLiteralLike(from)) found.push(resolved(file, from.text))
  }
  return found
}

function resolved(file: SourceFile, from: string): string {
  if (from.startsWith('.')) return posix.join(posix.dirname(file.path), from)
  return from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] ?? from)
}
