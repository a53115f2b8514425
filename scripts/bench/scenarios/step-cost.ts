/** Measures whether finished work makes a step more expensive, while somebody's snapshot keeps every dead row. */
import type pg from 'pg'
import { checkEffect } from '../core/check-effect.ts'
import { mixedEvents } from '../core/mixed-events.ts'
import { scaled } from '../core/scale.ts'
import type { Scenario } from '../core/scenario.ts'
import { median } from '../core/spread.ts'
import { timedStep } from '../core/timed-step.ts'

const batch = 500
const sample = 20

export const stepCost: Scenario = {
  name: 'step-cost',
  title: 'One step of 500 mixed events, at first and under a pinned snapshot',
  async run(bench) {
    const { server, full } = bench
    const total = scaled(full ? 1_000_000 : 200_000, 10 * batch)
    const database = await server.createDatabase('step_cost')
    try {
      const producer = await server.connect(database.url)
      const relay = await server.connect(database.url)
      await server.settle()
      const work = new Work(producer, relay)
      await work.steps(sample)
      const first = await work.steps(sample)
      const reader = await server.connect(database.url)
      await reader.query('begin isolation level repeatable read; select 1')
      bench.progress(`at first ${median(first).toFixed(1)} ms; an idle reader pins its snapshot`)
      const between = await work.steps(Math.ceil(total / batch))
      const last = await work.steps(sample)
      await reader.end()
      await producer.query('analyze')
      return {
        conditions: [
          `${batch} events a step in one round trip on one connection; creation, label and status of each order`,
          `between the two, ${total} events pass while a repeatable-read reader stays idle in its transaction`,
        ],
        figures: [
          { name: 'a step at first', unit: 'ms', samples: first, control: 'time' },
          { name: `a step after ${total} events under the reader`, unit: 'ms', samples: last },
          { name: 'ratio of the medians', unit: '×', samples: [median(last) / median(first)] },
        ],
        bars: [],
        plots: [
          {
            file: 'step-cost',
            title: `A step of ${batch} events while a reader pins its snapshot`,
            x: 'events finished under the reader',
            y: 'ms a step, median of 20',
            curves: [{ name: 'hub-outbox', points: medians([...between, ...last]) }],
          },
        ],
        faults: await checkEffect(producer, work.executions),
      }
    } finally {
      await server.dropDatabase(database.name)
    }
  },
}

class Work {
  executions = 0
  private readonly producer: pg.Client
  private readonly relay: pg.Client

  constructor(producer: pg.Client, relay: pg.Client) {
    this.producer = producer
    this.relay = relay
  }

  /** Appends a batch and times its step, `count` times. */
  async steps(count: number): Promise<number[]> {
    const times: number[] = []
    for (let i = 0; i < count; i++) {
      const events = JSON.stringify(mixedEvents(this.executions, batch))
      await this.producer.query('select from ingress.append_events($1)', [events])
      const { ms, claimed } = await timedStep(this.relay, batch)
      if (claimed !== batch) throw new Error(`a step claimed ${claimed} events of ${batch}`)
      this.executions += claimed
      times.push(ms)
    }
    return times
  }
}

function medians(times: readonly number[]): (readonly [number, number])[] {
  return Array.from({ length: Math.floor(times.length / sample) }, (_, i) => [
    (i + 1) * sample * batch,
    median(times.slice(i * sample, (i + 1) * sample)),
  ])
}
