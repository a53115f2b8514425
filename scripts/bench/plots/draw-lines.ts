/** Draws curves over two axes, each with its points, and a legend below. */
import type { Plot } from '../core/scenario.ts'
import { niceTicks } from './nice-ticks.ts'
import { shortNumber } from './short-number.ts'
import { colours, round, svgFrame, text, width } from './svg-frame.ts'

const left = 64
const right = width - 24
const top = 66
const bottom = 330
const legendColumns = 3

export function drawLines({ title, x, y, logarithmic = [], curves }: Plot): string {
  const points = curves.flatMap((curve) => curve.points)
  const xAxis = niceTicks(
    points.map(([value]) => value),
    logarithmic.includes('x'),
  )
  const yAxis = niceTicks(
    points.map(([, value]) => value),
    logarithmic.includes('y'),
  )
  const atX = (value: number) => round(left + xAxis.position(value) * (right - left))
  const atY = (value: number) => round(bottom - yAxis.position(value) * (bottom - top))

  const body = [text(left, top - 14, y)]
  for (const tick of yAxis.ticks) {
    body.push(`<line class="grid" x1="${left}" x2="${right}" y1="${atY(tick)}" y2="${atY(tick)}"/>`)
    body.push(text(left - 8, atY(tick) + 4, shortNumber(tick), 'text-anchor="end"'))
  }
  for (const tick of xAxis.ticks) {
    body.push(text(atX(tick), bottom + 20, shortNumber(tick), 'text-anchor="middle"'))
  }
  body.push(text((left + right) / 2, bottom + 42, x, 'text-anchor="middle"'))

  curves.forEach((curve, i) => {
    const colour = i % colours
    const drawn = curve.points.filter((point) => point.every(Number.isFinite))
    const path = drawn.map(([px, py]) => `${atX(px)},${atY(py)}`).join(' ')
    body.push(`<polyline class="s${colour}" points="${path}"/>`)
    // Many points are drawn as a line. A few are measurements, and each is drawn as a point.
    if (drawn.length <= 30) {
      for (const [px, py] of drawn) {
        body.push(`<circle class="f${colour}" cx="${atX(px)}" cy="${atY(py)}" r="3"/>`)
      }
    }
    const legendX = left + (i % legendColumns) * ((right - left) / legendColumns)
    const legendY = bottom + 68 + Math.floor(i / legendColumns) * 22
    body.push(
      `<rect class="f${colour}" x="${round(legendX)}" y="${legendY - 10}" width="12" height="12"/>`,
    )
    body.push(text(legendX + 18, legendY, curve.name))
  })
  const legendRows = Math.ceil(curves.length / legendColumns)
  return svgFrame(title, bottom + 62 + legendRows * 22, body)
}
