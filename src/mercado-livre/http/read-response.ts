/** Reads what came of a fetch: the body, up to a size, or why there is none. */

/** The body as bytes. Null where it is longer than `bytesMax`; the rest is then not read. */
export async function readBytes(response: Response, bytesMax: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > bytesMax) return null
  }
  return Buffer.concat(chunks)
}

/** The same as text. */
export async function readText(response: Response, bytesMax: number): Promise<string | null> {
  const bytes = await readBytes(response, bytesMax)
  return bytes?.toString('utf8') ?? null
}

/** Says to people why a fetch failed. It tells the code of a failed connection, never its message, which may hold an address. */
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
