/** The scale on which durations are counted, so that counts of any time and any process add up. */

const LAST = 60

/** Bucket k holds what took at most 2^(k/2) ms and more than the one before: 0 up to 1 ms, 18 up to 512 ms. */
export function latencyBucket(ms: number): number {
  if (!(ms > 1)) return 0
  // Bounds are powers of two: a hair over one would put them into the next bucket.
  return Math.min(LAST, Math.ceil(2 * Math.log2(ms) - 1e-9))
}
