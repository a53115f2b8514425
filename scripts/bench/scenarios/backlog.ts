/**
 * Measures what one step costs while more and more events wait. One database's backlog grows. A second one stays at its
 * smallest, and its steps alternate with the first one's, so that any other change shows in both.
 */
import { addFaults } from '../core/check-effect.ts'
import { scaled } from '../core/scale.ts'
import type { Curve, Figure, Scenario } from '../core/scenario.ts'
import { median } from '../core/spread.ts'
import { openStepQueue, type StepQueue } from '../core/step-queue.ts'

const batch = 500
const sizes = [10_000, 300_000, 3_000_000]
const warmUp = 5

interface Cost {
  readonly size: number
  readonly step: readonly number[]
  readonly poll: readonly number[]
  /** The same of the queue that does not grow, at the same time. */
  readonly controlStep: readonly number[]
}

export const backlog: Scenario = {
  name: 'backlog',
  title: 'What one step of 500 events costs while 10 thousand to 3 million wait',
  async run(bench) {
    const { server, full } = bench
    const sample = full ? 60 : 30
    try {
      const growing = await openStepQueue(server, 'backlog')
      const control = await openStepQueue(server, 'backlog_control')
      const costs: Cost[] = []
      for (const wanted of sizes) {
        const size = scaled(wanted, 2 * batch)
        await growing.fill(size)
        await control.fill(scaled(sizes[0] ?? 0, 2 * batch))
        await server.settle()
        const cost = await measure(growing, control, size, sample)
        costs.push(cost)
        const [step, beside] = [median(cost.step), median(cost.controlStep)]
        bench.progress(
          `${size} wait: ${step.toFixed(1)} ms a step, control ${beside.toFixed(1)} ms`,
        )
      }
      const faults = addFaults([await growing.check(), await control.check()])
      const [first, last] = [costs[0], costs.at(-1)]
      if (first === undefined || last === undefined) throw new Error('nothing was measured')
      const ratio = median(last.step) / median(last.controlStep)
      return {
        conditions: conditions(sample),
        figures: [
          ...costs.flatMap(figures),
          {
            name: `a step at ${last.size} ÷ one of the same database at ${first.size}, earlier`,
            unit: '×',
            samples: [median(last.step) / median(first.step)],
          },
        ],
        bars: [
          {
            name: `step at ${last.size} ÷ step at ${first.size}, alternating`,
            value: ratio,
            unit: '×',
            atMost: 1.15,
          },
        ],
        plots: [
          {
            file: 'backlog',
            title: `A step of ${batch} events while others wait`,
            x: 'events that wait',
            y: 'ms, median',
            logarithmic: ['x'],
            curves: curves(costs),
          },
        ],
        faults,
      }
    } finally {
      await server.dropDatabase('backlog')
      await server.dropDatabase('backlog_control')
    }
  },
}

async function measure(
  growing: StepQueue,
  control: StepQueue,
  size: number,
  sample: number,
): Promise<Cost> {
  const cost = { size, step: [] as number[], poll: [] as number[], controlStep: [] as number[] }
  for (const queue of [growing, control]) {
    await queue.warm((warmUp + sample) * batch)
    for (let i = 0; i < warmUp; i++) await queue.step(batch)
  }
  for (let i = 0; i < sample; i++) {
    cost.step.push(await growing.step(batch))
    cost.controlStep.push(await control.step(batch))
    cost.poll.push(await growing.poll())
  }
  return cost
}

function conditions(sample: number): string[] {
  return [
    `one connection steps, ${batch} events a step, median of ${sample} steps at each size; appends and steps take turns`,
    'one database whose backlog grows by the product’s own append (two connections, 5,000 events a call)',
    'after each step as many events are appended as it finished, untimed: the backlog is the same at each of them',
    `at each size a checkpoint, then the events about to be claimed are read once, so that they are in PostgreSQL’s buffers however many wait, then ${warmUp} steps untimed`,
    'control: a second database that stays at the smallest size, its steps alternating with the other’s: the bar compares these two, as both have finished as many events and share what else the machine does',
    'faults are of the finished events, and of events that neither waited nor were finished',
  ]
}

function figures({ size, step, poll, controlStep }: Cost): Figure[] {
  return [
    { name: `a step at ${size}`, unit: 'ms', samples: step },
    {
      name: `a step of the control meanwhile (${size})`,
      unit: 'ms',
      samples: controlStep,
      control: 'time',
    },
    { name: `a poll at ${size}`, unit: 'ms', samples: poll },
  ]
}

function curves(costs: readonly Cost[]): Curve[] {
  const curve = (name: string, of: (cost: Cost) => readonly number[]): Curve => ({
    name,
    points: costs.map((cost) => [cost.size, median(of(cost))]),
  })
  return [
    curve('a step', (cost) => cost.step),
    curve('a step of the control', (cost) => cost.controlStep),
    curve('a poll', (cost) => cost.poll),
  ]
}
