/**
 * Measures how fast fetch requests become orders at a rate of requests, and how long ordinary events wait meanwhile.
 */
import { addFaults, type Faults } from '../core/check-effect.ts'
import type { Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { enrichmentRounds, type RunRound } from '../load/enrichment-rounds.ts'
import { eventsBesideEnrichment } from '../load/events-beside-enrichment.ts'
import { startMarketplace } from '../load/marketplace.ts'
import { requestRounds } from '../load/request-rounds.ts'

const answerMs = 200
/** The limits on requests a second that the hub is given; the first is its default. */
const rates = [4, 40, 200]
/** The limits of the enrichment beside which ordinary events are measured: the default and ten times that. */
const besideRates = [4, 40]
const eventRate = 300
const tenants = [201, 202, 203, 204, 205, 206]

export const enrichment: Scenario = {
  name: 'enrichment',
  title: `Enrichment from a marketplace that answers in ${answerMs} ms: its rate, and what ordinary events wait beside it`,
  async run(bench): Promise<Outcome> {
    const requestSeconds = scaled(bench.full ? 30 : 4, 3)
    const eventSeconds = scaled(bench.full ? 60 : 8, 3)
    const marketplace = await startMarketplace({
      application: { clientId: '5503910054141466', clientSecret: 'segredo-da-bancada' },
      sellerId: '468424240',
      // Two requests for each order, also in the seconds before and after the measured ones.
      orders: (Math.max(...rates) * (requestSeconds + 10)) / 2,
      answerMs,
    })
    const faults: Faults[] = []
    try {
      const runRound = await enrichmentRounds(bench.server, marketplace, tenants)
      const run: RunRound = async (round, measure) => {
        const done = await runRound(round, measure)
        faults.push(done.faults)
        return done
      }
      const rounds = bench.full ? 5 : 3
      const options = { bench, run, marketplace, rates, rounds }
      const requests = await requestRounds({ ...options, seconds: requestSeconds })
      const beside: Awaited<ReturnType<typeof eventsBesideEnrichment>>[] = []
      for (const rate of besideRates) {
        const load = { tenants, eventRate, pairs: bench.full ? 10 : 4, seconds: eventSeconds }
        beside.push(await eventsBesideEnrichment({ bench, run, marketplace, rate, ...load }))
      }
      return {
        conditions: [
          `hub start with ROOMS=relay as it comes, but for ML_APP_RATE and ML_SELLER_RATE; fetch requests of ${marketplace.orderIds.length} orders of one connected seller wait, each order is two requests [itself, its shipment] and ends PRONTO, with its notice`,
          `the marketplace is the sandbox in a process of its own on the same machine; it holds every answer back for ${answerMs} ms, and counts requests as they arrive, for ${requestSeconds} s from two seconds after the first`,
          `ordinary events: ${eventRate}/s of ${tenants.length} other tenants for ${eventSeconds} s from a process of its own, without their first second; latency from received_at to the commit of the effect [track_commit_timestamp]; alone nothing is fetched, beside it so many requests/s are allowed as it says`,
          'each round in a database of its own, the kinds of rounds in turn; lost: finished fetch requests without their order, events without their effect; duplicated: whatever was asked for or stored twice',
        ],
        figures: [...requests.figures, ...beside.flatMap(({ figures }) => figures)],
        bars: [...requests.bars, ...beside.flatMap(({ bars }) => bars)],
        faults: addFaults(faults),
      }
    } finally {
      await marketplace.stop()
    }
  },
}
