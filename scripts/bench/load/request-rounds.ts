/** Measures how many requests a second a relay sends to a marketplace, against how many it may send. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bar, Bench, Figure } from '../core/scenario.ts'
import { processCpu } from '../core/server-cpu.ts'
import { median } from '../core/spread.ts'
import type { RunRound } from './enrichment-rounds.ts'
import type { Marketplace } from './marketplace.ts'
import { requestRate } from './request-rate.ts'

interface Asked {
  readonly perSecond: number
  /** The processor time of the relay's process, in percent of a core. */
  readonly cpu: number
}

interface RequestRoundsOptions {
  readonly bench: Bench
  readonly run: RunRound
  readonly marketplace: Marketplace
  /** The allowed requests a second, one for each round. */
  readonly rates: readonly number[]
  readonly rounds: number
  readonly seconds: number
}

export async function requestRounds(
  options: RequestRoundsOptions,
): Promise<{ figures: Figure[]; bars: Bar[] }> {
  const { bench, run, marketplace, rates, rounds, seconds } = options
  const samples = new Map<number, Asked[]>(rates.map((rate) => [rate, []]))
  for (let round = 0; round < rounds; round++) {
    for (const rate of rates) {
      const { sample } = await run({ rate, fetches: true }, ({ pid }) => ask(pid))
      samples.get(rate)?.push(sample)
      const { perSecond, cpu } = sample
      bench.progress(`${rate}/s allowed: ${perSecond.toFixed(2)}/s, CPU ${cpu.toFixed(0)} %`)
    }
  }
  const rows = [...samples].map(([rate, asked]) => rowsOf(rate, asked))
  return {
    figures: rows.flatMap(({ figures }) => figures),
    bars: rows.map(({ bar }) => bar),
  }

  async function ask(pid: number): Promise<Asked> {
    const [from, cpu] = [Date.now(), processCpu(pid)]
    await sleep(seconds * 1000)
    const used = processCpu(pid) - cpu
    // Waits for the first request after the window.
    await sleep(1000)
    const { times } = await marketplace.arrivals()
    return { perSecond: requestRate(times, from, seconds), cpu: (used / seconds) * 100 }
  }
}

function rowsOf(rate: number, asked: readonly Asked[]): { figures: Figure[]; bar: Bar } {
  const name = `${rate}/s allowed`
  const perSecond = asked.map((sample) => sample.perSecond)
  const ratios = perSecond.map((each) => each / rate)
  const cpu = asked.map((sample) => sample.cpu)
  return {
    figures: [
      { name: `${name}: requests`, unit: '1/s', samples: perSecond },
      { name: `${name}: requests ÷ allowed`, unit: '×', samples: ratios },
      { name: `${name}: CPU of the process`, unit: '% of a core', samples: cpu },
    ],
    bar: {
      name: `requests ÷ allowed, ${rate}/s`,
      value: median(ratios),
      unit: '×',
      atLeast: 0.95,
      atMost: 1.02,
    },
  }
}
