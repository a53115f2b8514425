/**
 * Whether an error says "not now" rather than "not this": trying the same again later may work.
 * Such an error spends no attempt of an outbox row.
 */

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

/** Looks at the SQLSTATE or system code of the error, else of what caused it (slonik and HubError wrap theirs). */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError && error.errors.some((one) => isTransient(one))) return true
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (states.has(code) || nodeCodes.has(code)) return true
  if (/^[0-9A-Z]{5}$/.test(code)) return classes.some((start) => code.startsWith(start))
  return sentences.test(error.message) || isTransient(error.cause)
}
