/** The slope of y over x by least squares; NaN for fewer than two points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  const variance = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  return covariance / variance
}
