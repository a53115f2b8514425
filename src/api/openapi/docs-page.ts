/** GET /api/docs: the OpenAPI document for people, rendered by Swagger UI from its npm package, without any other host. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Hono } from 'hono'
import type { ApiEnv } from '../../reads/caller.ts'

const PAGE = `<!doctype html>
<html lang="pt-BR">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>API · hub-outbox</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
    <script src="/api/docs/swagger-ui-bundle.js" defer></script>
    <script src="/api/docs/docs.js" defer></script>
  </head>
  <body>
    <main id="documento"></main>
    <noscript>Sem JavaScript, leia <a href="/api/openapi.json">o documento OpenAPI</a>.</noscript>
  </body>
</html>
`

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Swagger UI writes style attributes; no style sheet is inline.
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const FILES = {
  'docs.js': join(import.meta.dirname, 'assets', 'docs.js'),
  'swagger-ui.css': packaged('swagger-ui-dist/swagger-ui.css'),
  'swagger-ui-bundle.js': packaged('swagger-ui-dist/swagger-ui-bundle.js'),
} as const

/** Needs no token: the document says what the API takes, and nothing of what is stored. */
export function serveDocsPage(app: Hono<ApiEnv>): void {
  app.get('/api/docs', (c) => c.html(PAGE, 200, { 'content-security-policy': POLICY }))
  for (const [name, path] of Object.entries(FILES)) {
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript'
    app.get(`/api/docs/${name}`, (c) =>
      c.body(read(path), 200, {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': 'public, max-age=3600',
      }),
    )
  }
}

const known = new Map<string, string>()

/** Reads a file at its first request: most processes never get one. */
function read(path: string): string {
  const text = known.get(path) ?? readFileSync(path, 'utf8')
  known.set(path, text)
  return text
}

function packaged(path: string): string {
  return fileURLToPath(import.meta.resolve(path))
}
