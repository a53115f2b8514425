/** The SQLSTATE of a database error, however it was wrapped on its way. */

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
