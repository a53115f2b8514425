/** Why a fetch failed, for people: the code of a failed connection, never its message, which may hold an address. */
export function whyUnreached(error: unknown): string {
  if (!(error instanceof Error)) return 'não foi alcançado'
  if (error.name === 'TimeoutError') return 'não respondeu a tempo'
  if (error.name === 'AbortError') return 'a consulta foi interrompida'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code)
    ? `não foi alcançado: ${code}`
    : 'não foi alcançado'
}
