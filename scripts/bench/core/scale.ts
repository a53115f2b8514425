/**
 * The size of the scenarios. Results of scale 1 are published; `--scale 0.05` tries a scenario out in seconds. A result
 * records its scale, and one of another scale is never published.
 */
let scale = 1

export function setScale(factor: number): void {
  scale = factor
}

/** `count` times the scale, rounded, and at least `least`. */
export function scaled(count: number, least = 1): number {
  return Math.max(least, Math.round(count * scale))
}
