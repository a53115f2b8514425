/**
 * Draws each [data-plot="ID"] from the table with that id: the same figures, for the eye. A table that has changed is
 * drawn anew, and so are all of them when colours or the room for them change.
 */

const plots = new Map()

function colour(name) {
  // Custom properties that hold light-dark() are resolved by whoever uses them: a probe does.
  const probe = document.createElement('i')
  probe.className = `ink-${name}`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

function read(table) {
  const rows = [...table.querySelectorAll('tbody tr')]
  const heads = [...table.querySelectorAll('thead th')].slice(1)
  const at = rows.map((row) => Number(row.dataset.at))
  const series = heads.map((head, n) => {
    const cells = rows.map((row) => row.querySelectorAll('[data-value]')[n])
    const values = cells.map((cell) =>
      cell.dataset.value === '' ? null : Number(cell.dataset.value),
    )
    return { name: head.textContent, colour: cells[0]?.dataset.color ?? 'edge', values }
  })
  return { at, series }
}

const clock = new Intl.DateTimeFormat('pt-BR', {
  timeZone: 'America/Sao_Paulo',
  hour: '2-digit',
  minute: '2-digit',
})
const day = new Intl.DateTimeFormat('pt-BR', {
  timeZone: 'America/Sao_Paulo',
  day: '2-digit',
  month: '2-digit',
})
const number = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 1 })

function label(unit) {
  if (unit !== 'ms') return (value) => number.format(value)
  return (value) =>
    value >= 1000 ? `${number.format(value / 1000)} s` : `${number.format(value)} ms`
}

function draw(place) {
  const table = document.getElementById(place.dataset.plot)
  if (table === null) return
  const { at, series } = read(table)
  const span = (at.at(-1) ?? 0) - (at[0] ?? 0)
  const when = span > 2 * 86400 ? day : clock
  const axis = {
    stroke: colour('soft'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
  }
  const show = label(place.dataset.unit)
  plots.get(place)?.destroy()
  const options = {
    width: place.clientWidth,
    height: 160,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      {
        ...axis,
        space: 70,
        size: 30,
        values: (_plot, ticks) => ticks.map((tick) => when.format(tick * 1000)),
      },
      { ...axis, size: 62, values: (_plot, ticks) => ticks.map(show) },
    ],
    series: [
      {},
      ...series.map(({ name, colour: own }, n) => ({
        label: name,
        stroke: colour(own),
        width: 2,
        dash: n === 0 ? undefined : [6, 4],
        spanGaps: false,
        points: { show: false },
      })),
    ],
  }
  plots.set(place, new uPlot(options, [at, ...series.map(({ values }) => values)], place))
}

function drawAll() {
  for (const place of plots.keys()) if (!place.isConnected) plots.delete(place)
  for (const place of document.querySelectorAll('[data-plot]')) draw(place)
}

drawAll()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll)
addEventListener('resize', drawAll)
const watched = new MutationObserver((changes) => {
  if (changes.some(({ target }) => target.closest('[data-plot]') === null)) drawAll()
})
watched.observe(document.getElementById('graficos'), {
  subtree: true,
  childList: true,
  attributeFilter: ['data-at', 'data-value'],
})
