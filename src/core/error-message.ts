/**
 * An error's message without the values that PostgreSQL quotes in it: `invalid input syntax for type date: "…"` quotes what
 * somebody sent. Names of tables and constraints stay, and so do our own sentences, which have the codes HB….
 */

const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/
const NAME = /^"[a-z_][a-z0-9_.]*"$/

export function errorMessage(error: Error): string {
  const { code } = error as Error & { readonly code?: unknown }
  if (typeof code !== 'string' || !SQLSTATE.test(code) || code.startsWith('HB'))
    return error.message
  // Of data that was refused even what looks like a name is a value.
  const isAboutData = code.startsWith('22')
  return error.message
    .replace(/"[^"]*"?/g, (quoted) => (!isAboutData && NAME.test(quoted) ? quoted : '"…"'))
    .replace(/\([^()]*=[^()]*\)/g, '(…)')
}
