/** An answer's body as text, up to a size. */
import { readBytes } from './read-bytes.ts'

/** Null where it is longer than it may be; the rest is then not read. */
export async function readText(response: Response, bytesMax: number): Promise<string | null> {
  const bytes = await readBytes(response, bytesMax)
  return bytes?.toString('utf8') ?? null
}
