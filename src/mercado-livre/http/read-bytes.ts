/** An answer's body as bytes; null where it is longer than it may be; the rest is then not read. */
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
