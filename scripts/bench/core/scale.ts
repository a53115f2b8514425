/**
 * How large the scenarios are: 1 is what is published; `--scale 0.05` tries a scenario out in seconds. A result says
 * its scale, and one of another scale is never published.
 */
let scale = 1

export function setScale(factor: number): void {
  scale = factor
}

/** `count` times the scale, whole, and no less than `least`. */
export function scaled(count: number, least = 1): number {
  return Math.max(least, Math.round(count * scale))
}
