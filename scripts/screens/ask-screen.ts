/** Asks for one screen again and again, and says how long it took. */

interface Asked {
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly bytes: number
}

/** From the request to the last byte, in milliseconds. Throws where the answer is no screen, or one that gave up. */
export async function askScreen(url: string, cookie: string, times: number): Promise<Asked> {
  const took: number[] = []
  let bytes = 0
  for (let n = 0; n < times; n++) {
    const began = performance.now()
    // A search that finds one order leads to it.
    const answer = await fetch(url, { headers: { cookie } })
    const text = await answer.text()
    took.push(performance.now() - began)
    if (answer.status !== 200 || new URL(answer.url).pathname === '/entrar')
      throw new Error(`${answer.status} for ${url}`)
    // The banner of a query that ran out of time: fast, and no answer.
    if (text.includes('Esta consulta demorou demais')) took[n] = Infinity
    bytes = text.length
  }
  took.sort((a, b) => a - b)
  const at = (part: number) => took[Math.min(times - 1, Math.ceil(part * times) - 1)] ?? 0
  return { p50: at(0.5), p95: at(0.95), max: at(1), bytes }
}
