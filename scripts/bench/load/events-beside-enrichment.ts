/** Measures how long ordinary events wait for their effect, while the relay fetches nothing and while it fetches. */
import type { Bar, Bench, Figure } from '../core/scenario.ts'
import { median } from '../core/spread.ts'
import { untilProcessed } from '../core/until-processed.ts'
import type { RunningRound, RunRound } from './enrichment-rounds.ts'
import { type FusedLatency, fusedLatency } from './fused-latency.ts'
import type { Marketplace } from './marketplace.ts'
import { runOpenLoop } from './open-loop.ts'
import { requestRate } from './request-rate.ts'

interface EventsBesideOptions {
  readonly bench: Bench
  readonly run: RunRound
  readonly marketplace: Marketplace
  /** The allowed requests a second. */
  readonly rate: number
  /** The tenants of the events; each has the same share of `eventRate` a second. */
  readonly tenants: readonly number[]
  readonly eventRate: number
  /** The pairs of rounds: without and with fetches. */
  readonly pairs: number
  readonly seconds: number
}

export async function eventsBesideEnrichment(
  options: EventsBesideOptions,
): Promise<{ figures: Figure[]; bars: Bar[] }> {
  const { bench, run, marketplace, rate, tenants, eventRate, pairs, seconds } = options
  const streams = tenants.map((tenant) => ({ tenant, rate: eventRate / tenants.length }))
  const alone: FusedLatency[] = []
  const beside: FusedLatency[] = []
  const requests: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    // The order alternates, so that a machine that slows down favours neither.
    for (const fetches of pair % 2 === 0 ? [false, true] : [true, false]) {
      const { sample } = await run({ rate, fetches }, (running) => load(running, fetches))
      ;(fetches ? beside : alone).push(sample)
      const { p50, p99 } = sample
      const what = fetches ? `beside ${requests.at(-1)?.toFixed(1)} requests/s` : 'alone'
      bench.progress(`${what}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`)
    }
  }
  const ratios = beside.map(({ p99 }, pair) => p99 / (alone[pair]?.p99 ?? Number.NaN))
  const where = `beside enrichment at ${rate}/s`
  const name = `p99 of ordinary events, ${where} ÷ alone`
  return {
    figures: [
      ...latencies(`ordinary events alone, in turn with ${rate}/s`, alone),
      ...latencies(`ordinary events ${where}`, beside),
      { name: `${name}, pair by pair`, unit: '×', samples: ratios },
      { name: `requests meanwhile, of ${rate}/s`, unit: '1/s', samples: requests },
    ],
    bars: [{ name, value: median(ratios), unit: '×', atMost: 1.25 }],
  }

  async function load({ url, client }: RunningRound, fetches: boolean): Promise<FusedLatency> {
    const from = Date.now()
    await runOpenLoop({ url, seconds, streams, from: 0, keep: false })
    await untilProcessed(client)
    if (fetches) {
      // Until its last second, because the first request after the window counts.
      const { times } = await marketplace.arrivals()
      requests.push(requestRate(times, from, seconds - 1))
    }
    return fusedLatency(client, tenants)
  }
}

function latencies(name: string, samples: readonly FusedLatency[]): Figure[] {
  return (['p50', 'p99'] as const).map((q) => ({
    name: `${name}: ${q}`,
    unit: 'ms',
    samples: samples.map((sample) => sample[q]),
    ...(q === 'p50' ? { control: 'time' as const } : {}),
  }))
}
