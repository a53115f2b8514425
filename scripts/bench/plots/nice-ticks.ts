/** Chooses the marks of an axis: round numbers that cover the values. */
export interface Axis {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  /** From 0 at `low` to 1 at `high`. */
  position(value: number): number
}

/** Marks from 0 in steps of 1, 2 or 5 times a power of ten; on a logarithmic axis, in powers of ten. */
export function niceTicks(values: readonly number[], logarithmic = false): Axis {
  const finite = values.filter((value) => Number.isFinite(value) && (!logarithmic || value > 0))
  return logarithmic ? decades(finite) : steps(finite)
}

function steps(values: readonly number[]): Axis {
  const [lowest, highest] = [Math.min(0, ...values), Math.max(0, ...values)]
  const step = niceStep((highest - lowest || 1) / 5)
  const first = Math.floor(lowest / step)
  const count = Math.max(1, Math.ceil(highest / step) - first)
  const ticks = Array.from({ length: count + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
  const [low, high] = [first * step, (first + count) * step]
  return { low, high, ticks, position: (value) => (value - low) / (high - low) }
}

function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw))
  const factor = [1, 2, 5].find((candidate) => candidate * power >= raw * 0.999) ?? 10
  return factor * power
}

function decades(values: readonly number[]): Axis {
  const from = Math.floor(Math.log10(Math.min(...values, 10 ** 9)) + 1e-9)
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values, Number.MIN_VALUE)) - 1e-9))
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i))
  return {
    low: 10 ** from,
    high: 10 ** to,
    ticks,
    position: (value) => (Math.log10(Math.max(value, 10 ** from)) - from) / (to - from),
  }
}
