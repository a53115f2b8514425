/** Requests one screen again and again, and measures how long each request takes. */

interface Asked {
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly bytes: number
}

/**
 * The milliseconds from the request to the last byte. Throws when the answer is no screen, or one whose query timed
 * out.
 */
export async function askScreen(url: string, cookie: string, times: number): Promise<Asked> {
  const took: number[] = []
  let bytes = 0
  for (let n = 0; n < times; n++) {
    const began = performance.now()
    // A search that finds one order redirects to it.
    const answer = await fetch(url, { headers: { cookie } })
    const text = await answer.text()
    took.push(performance.now() - began)
    if (answer.status !== 200 || new URL(answer.url).pathname === '/entrar')
      throw new Error(`${answer.status} for ${url}`)
    // The banner of a query that ran out of time: a fast answer, but not the screen.
    if (text.includes('Esta consulta demorou demais')) took[n] = Infinity
    bytes = text.length
  }
  took.sort((a, b) => a - b)
  const at = (part: number) => took[Math.min(times - 1, Math.ceil(part * times) - 1)] ?? 0
  return { p50: at(0.5), p95: at(0.95), max: at(1), bytes }
}
