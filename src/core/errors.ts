/**
 * The one error class of the service. An error carries a code from a closed set that callers switch on, a sentence that
 * an operator can act on, and whether another try may help. Any other error that is thrown is a programmer's mistake.
 */

/** The closed set of failures. A new kind of failure gets a new code here. */
export type HubErrorCode =
  | 'config_invalid'
  | 'port_taken'
  | 'database_unreachable'
  | 'migration_refused'
  | 'permission_missing'
  | 'secrets_key_missing'
  | 'secret_unreadable'
  | 'usage_invalid'
  | 'not_found'
  | 'conflict'
  | 'refused'
  | 'timeout'
  | 'unavailable'
  | 'internal'

export interface HubErrorOptions {
  /** The error that was caught. The log keeps it; a caller never sees it. */
  cause?: unknown
  /** True when the same call may succeed later without anybody acting. [false] */
  retryable?: boolean
  /** Every problem that was found, one sentence each, where the message sums up several. [none] */
  problems?: readonly string[]
}

/** `message` is one sentence in pt-BR: what happened and what to do. It must not carry secrets or personal data. */
export class HubError extends Error {
  override readonly name = 'HubError'
  readonly code: HubErrorCode
  readonly retryable: boolean
  readonly problems: readonly string[]

  constructor(code: HubErrorCode, message: string, options: HubErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.retryable = options.retryable ?? false
    this.problems = Object.freeze([...(options.problems ?? [])])
  }
}

const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/
const NAME = /^"[a-z_][a-z0-9_.]*"$/

/**
 * An error's message without the values that PostgreSQL quotes in it: `invalid input syntax for type date: "…"` quotes
 * what a caller sent. Names of tables and constraints stay, and so do our own sentences, whose codes begin with HB.
 */
export function errorMessage(error: Error): string {
  const { code } = error as Error & { readonly code?: unknown }
  if (typeof code !== 'string' || !SQLSTATE.test(code) || code.startsWith('HB'))
    return error.message
  // In an error about data (class 22) even a text that looks like a name is a value.
  const isAboutData = code.startsWith('22')
  return error.message
    .replace(/"[^"]*"?/g, (quoted) => (!isAboutData && NAME.test(quoted) ? quoted : '"…"'))
    .replace(/\([^()]*=[^()]*\)/g, '(…)')
}
