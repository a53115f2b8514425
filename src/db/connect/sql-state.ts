/**
 * What kind of error the database has raised, however it was wrapped on its way. relay.is_transient is the twin of
 * isTransient in SQL; a test holds the two equal for every SQLSTATE.
 */

/** Five characters such as `23505` or one of our own, found on the error or in its causes; else undefined. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (
    'code' in error &&
    typeof error.code === 'string' &&
    /^(?=.*\d)[0-9A-Z]{5}$/.test(error.code)
  ) {
    return error.code
  }
  return sqlState(error.cause)
}

/** Serialization failure, deadlock, lock not available. */
const states = new Set(['40001', '40P01', '55P03'])
/** Operator intervention without 57014 (a cancelled statement has no verdict), lost connection, out of resources. */
const classes = ['57P', '08', '53']
const nodeCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** pg has no code for these: its own sentences, from pg and pg-pool. */
const sentences =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|timeout expired|Query read timeout)/

/**
 * Whether an error says "not now" rather than "not this": the same call may work later. Such an error spends no attempt of
 * an outbox row. Looks at the SQLSTATE or system code of the error, else of
 * what caused it (slonik and HubError wrap theirs).
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError && error.errors.some((one) => isTransient(one))) return true
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (states.has(code) || nodeCodes.has(code)) return true
  if (/^[0-9A-Z]{5}$/.test(code)) return classes.some((start) => code.startsWith(start))
  return sentences.test(error.message) || isTransient(error.cause)
}
