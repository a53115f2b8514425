/** Requests a second in a window of time, from the times at which they arrived. */

/**
 * From the first arrival of the window to the first one after it, so that a slow rate is not rounded to whole requests,
 * and a pause at the window's end counts. Throws where nothing arrives any more: that is no rate.
 */
export function requestRate(times: readonly number[], fromMs: number, seconds: number): number {
  const first = times.findIndex((at) => at >= fromMs)
  const last = times.findIndex((at) => at >= fromMs + seconds * 1000)
  const [from, to] = [times[first], times[last]]
  if (from === undefined || to === undefined) throw new Error('the requests ran out')
  return ((last - first) * 1000) / (to - from)
}
