/**
 * The one error class of the service: a closed code that callers switch on, a sentence an operator
 * can act on, and whether trying again may help. Anything else that is thrown is a programmer's
 * mistake.
 */

/** What went wrong, as a closed set: a new kind of failure gets a new code here. */
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
  /** What was caught, kept for the log. Never shown to a caller. */
  cause?: unknown
  /** True when the same call may succeed later without anybody acting. [false] */
  retryable?: boolean
  /** Every problem found, one sentence each, where the message sums up several. [none] */
  problems?: readonly string[]
}

/**
 * `message` is one sentence in pt-BR: what happened and what to do. It must not carry secrets or
 * PII.
 */
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
