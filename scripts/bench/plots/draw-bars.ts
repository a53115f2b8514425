/** Draws one horizontal bar for each curve, with its name before it and its value after it. */
import { formatNumber } from '../core/format-number.ts'
import type { Plot } from '../core/scenario.ts'
import { niceTicks } from './nice-ticks.ts'
import { shortNumber } from './short-number.ts'
import { colours, round, svgFrame, text, width } from './svg-frame.ts'

const top = 46
const rowHeight = 32
const letterWidth = 7.4
const valueWidth = 90

export function drawBars({ title, y, logarithmic = [], curves }: Plot): string {
  const rows = curves.map(({ name, points }) => ({ name, value: points[0]?.[1] ?? Number.NaN }))
  const axis = niceTicks(
    rows.map(({ value }) => value),
    logarithmic.includes('y'),
  )
  const longest = Math.max(0, ...rows.map(({ name }) => name.length))
  const left = Math.min(320, 28 + longest * letterWidth)
  const right = width - valueWidth
  const bottom = top + rows.length * rowHeight
  const at = (value: number) => round(left + axis.position(value) * (right - left))

  const body = axis.ticks.flatMap((tick) => [
    `<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="${top}" y2="${bottom}"/>`,
    text(at(tick), bottom + 20, shortNumber(tick), 'text-anchor="middle"'),
  ])
  rows.forEach(({ name, value }, i) => {
    const middle = top + i * rowHeight + rowHeight / 2
    body.push(text(left - 10, middle + 4, name, 'text-anchor="end"'))
    if (!Number.isFinite(value)) return
    const length = Math.max(0, round(at(value) - left))
    body.push(
      `<rect class="f${i % colours}" x="${round(left)}" y="${middle - 10}" width="${length}" height="20" rx="2"/>`,
      text(at(value) + 8, middle + 4, formatNumber(value)),
    )
  })
  body.push(text((left + right) / 2, bottom + 44, y, 'text-anchor="middle"'))
  return svgFrame(title, bottom + 60, body)
}
