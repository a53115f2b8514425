/** Computes the requests a second in a window of time from their arrival times. */

/**
 * Counts from the first arrival of the window to the first one after it, so that a slow rate is not rounded to whole
 * requests and a pause at the end of the window counts. Throws when nothing arrives after the window.
 */
export function requestRate(times: readonly number[], fromMs: number, seconds: number): number {
  const first = times.findIndex((at) => at >= fromMs)
  const last = times.findIndex((at) => at >= fromMs + seconds * 1000)
  const [from, to] = [times[first], times[last]]
  if (from === undefined || to === undefined) throw new Error('the requests ran out')
  return ((last - first) * 1000) / (to - from)
}
