/**
 * Measures what the outbox adds to the bare effect, in two minutes: run it before and after a change of the hot path.
 * One connection does both in turns, so that the machine's noise falls on both. Processor time of its backend is counted,
 * which other processes disturb less than the time that passes.
 */
import type pg from 'pg'
import { backendCpu } from '../core/backend-cpu.ts'
import { checkEffect } from '../core/check-effect.ts'
import { scaled } from '../core/scale.ts'
import type { Scenario } from '../core/scenario.ts'
import { median } from '../core/spread.ts'
import { benchEvent } from '../core/stored-events.ts'
import { timedStep } from '../core/timed-step.ts'
import { installFunction } from '../systems/install-function.ts'
import { takeFromOutbox } from '../systems/take-from-outbox.ts'

const rounds = 9

/** How many events a step takes, and how many steps make a sample. */
const sizes = [
  { batch: 1000, steps: 4 },
  { batch: 100, steps: 20 },
  { batch: 1, steps: 150 },
] as const

interface Sample {
  readonly append: number
  readonly step: number
  readonly bare: number
  readonly bareAgain: number
}

export const hotPath: Scenario = {
  name: 'hot-path',
  title: 'The step beside the bare effect: processor time an event',
  async run(bench) {
    const { server } = bench
    const database = await server.createDatabase('hot_path')
    try {
      await installFunction(database.url, 'apply_batch')
      const client = await server.connect(database.url)
      // A relay is at work, so that the append notifies nobody.
      await client.query('select relay.stay_awake()')
      await server.settle()
      const work = new Work(client)
      const figures = []
      for (const { batch, steps } of sizes) {
        const samples: Sample[] = []
        await work.sample(batch, scaled(steps, 1))
        for (let round = 0; round < rounds; round++)
          samples.push(await work.sample(batch, scaled(steps, 1)))
        const of = (pick: (sample: Sample) => number) => samples.map(pick)
        const name = batch === 1 ? '1 event' : `${batch} events`
        const ratio = of(({ step, bare, bareAgain }) => (2 * step) / (bare + bareAgain))
        bench.progress(`${name}: step ÷ bare effect ${median(ratio).toFixed(3)}`)
        figures.push(
          { name: `${name}: step ÷ bare effect`, unit: '×', samples: ratio },
          {
            name: `${name}: control, bare effect ÷ bare effect`,
            unit: '×',
            samples: of(({ bare, bareAgain }) => bareAgain / bare),
          },
          { name: `${name}: step`, unit: 'µs/event', samples: of(({ step }) => step) },
          { name: `${name}: bare effect`, unit: 'µs/event', samples: of(({ bare }) => bare) },
          { name: `${name}: append`, unit: 'µs/event', samples: of(({ append }) => append) },
        )
      }
      await client.query('analyze')
      return {
        conditions: [
          `one connection; each sample appends events and steps them, then twice appends as many, takes them out of the outbox and gives them the bare effect; ${rounds} samples a size after one that is not counted`,
          'processor time of the backend [/proc/PID/schedstat]; the bare effect: processing.apply_events on known ids, and one update that marks them',
        ],
        figures,
        bars: [],
        faults: await checkEffect(client, work.executions),
      }
    } finally {
      await server.dropDatabase(database.name)
    }
  },
}

class Work {
  executions = 0
  private readonly client: pg.Client

  constructor(client: pg.Client) {
    this.client = client
  }

  async sample(batch: number, steps: number): Promise<Sample> {
    const total = { append: 0, step: 0, bare: 0, bareAgain: 0 }
    for (let i = 0; i < steps; i++) {
      total.append += await this.cpu(() => this.append(batch))
      total.step += await this.cpu(async () => {
        const { finished } = await timedStep(this.client, batch)
        if (finished !== batch) throw new Error(`a step finished ${finished} events of ${batch}`)
      })
      total.bare += await this.bare(batch)
      total.bareAgain += await this.bare(batch)
    }
    const each = (key: keyof Sample) => total[key] / (batch * steps)
    return {
      append: each('append'),
      step: each('step'),
      bare: each('bare'),
      bareAgain: each('bareAgain'),
    }
  }

  private async bare(batch: number): Promise<number> {
    const ids = await takeFromOutbox(this.client, await this.append(batch))
    return this.cpu(async () => {
      const text = 'select bench.apply_batch($1::bigint[])'
      await this.client.query({ name: 'apply', text, values: [ids] })
    })
  }

  private async append(batch: number): Promise<string[]> {
    const events = Array.from({ length: batch }, (_, n) => benchEvent(this.executions + n))
    this.executions += batch
    const { rows } = await this.client.query<{ evento_id: string }>({
      name: 'append',
      text: 'select evento_id from ingress.append_events($1::json)',
      values: [JSON.stringify(events)],
    })
    return rows.map((row) => row.evento_id)
  }

  private async cpu(work: () => Promise<unknown>): Promise<number> {
    const before = await backendCpu(this.client)
    await work()
    return (await backendCpu(this.client)) - before
  }
}
