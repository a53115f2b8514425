/** The page for a seller who comes back from the marketplace's page. It shows nothing of what they came back with. */
import { html } from 'hono/html'

/** `sentence` is for people. Throws where the database can't be asked. */
export type CompleteAuthorization = (back: {
  readonly code: string | undefined
  readonly state: string | undefined
}) => Promise<
  { readonly kind: 'authorized' } | { readonly kind: 'refused'; readonly sentence: string }
>

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // The address holds the code: it must not travel on.
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

export async function authorizationPage(
  completion: Awaited<ReturnType<CompleteAuthorization>>,
): Promise<Response> {
  const isDone = completion.kind === 'authorized'
  const title = isDone ? 'Conta autorizada' : 'A conta não foi autorizada'
  const sentence = isDone
    ? 'O hub já recebe os pedidos desta conta do Mercado Livre. Esta página pode ser fechada.'
    : completion.sentence
  const page = await html`<!doctype html>
    <html lang="pt-BR">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          body {
            font:
              1.125rem/1.6 system-ui,
              sans-serif;
            max-width: 34rem;
            margin: 15vh auto 0;
            padding: 0 1.5rem;
            color-scheme: light dark;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>${sentence}</p>
        </main>
      </body>
    </html>`
  return new Response(String(page), { status: isDone ? 200 : 400, headers: HEADERS })
}
