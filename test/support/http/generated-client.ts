/** Makes a client of the API with a public generator, from the OpenAPI document, and compiles it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TestContext } from 'node:test'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'

const root = join(import.meta.dirname, '../../..')

/**
 * Resolves to the exports of `program`, a module that may import `./api.ts` (the types) and openapi-fetch. Throws what
 * the compiler reports. The module is written below node_modules, where it finds its packages.
 */
export async function generatedClient(
  t: TestContext,
  document: object,
  program: string,
): Promise<Readonly<Record<string, unknown>>> {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const dir = mkdtempSync(join(cache, 'api-client-'))
  t.after(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'api.ts'), astToString(await openapiTS(JSON.stringify(document))))
  const file = join(dir, 'client.ts')
  writeFileSync(file, program)
  const compiled = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
  })
  const problems = ts.getPreEmitDiagnostics(compiled)
  if (problems.length > 0) {
    throw new Error(
      problems
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
        .join('\n'),
    )
  }
  return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
}
