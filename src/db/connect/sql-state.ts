/**
 * Classifies errors of the database, however they were wrapped. The SQL function relay.is_transient decides as
 * isTransient does; a test keeps the two equal for every SQLSTATE.
 */

/** The SQLSTATE of the error or of one of its causes, such as `23505` or one of our own; else undefined. */
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
const transientStates = new Set(['40001', '40P01', '55P03'])
/** Operator intervention (without 57014: a cancelled statement proves nothing), lost connection, out of resources. */
const transientClasses = ['57P0', '08', '53']
const transientNodeCodes = new Set([
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
/** The messages of pg and pg-pool for errors that have no code. */
const transientMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|timeout expired|Query read timeout)/

/**
 * Whether the same call may work later: the error is about the moment, not about the call. Such an error spends no
 * attempt of an outbox row. Reads the SQLSTATE or system code of the error, or else of its cause (slonik and HubError
 * wrap theirs).
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError && error.errors.some((one) => isTransient(one))) return true
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (transientStates.has(code) || transientNodeCodes.has(code)) return true
  if (/^[0-9A-Z]{5}$/.test(code)) return transientClasses.some((start) => code.startsWith(start))
  return transientMessages.test(error.message) || isTransient(error.cause)
}
