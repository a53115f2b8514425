/** Measures how long a sender waits at an ordinary rate, beside the database and 200 ms away from it. */
import type { Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { median, quantile } from '../core/spread.ts'
import { prepareWebhook } from '../load/bench-webhook.ts'
import { startDelayingProxy } from '../load/delaying-proxy.ts'
import { type HttpResult, runHttpLoad, webhookPath } from '../load/http-load.ts'
import { startHub } from '../load/hub-program.ts'

const rate = 200
const connections = 256
const away = 200

export const webhookLatency: Scenario = {
  name: 'webhook-latency',
  title: `Webhook at ${rate} requests a second: the wait from when each was due`,
  async run(bench): Promise<Outcome> {
    const { url } = await bench.server.createDatabase('bench_webhook_latency')
    const { secret, key } = await prepareWebhook(await bench.server.connect(url))
    const rounds = bench.full ? 5 : 3
    const count = scaled(rate * 7, rate * 2)
    let sent = 0

    const measure = async (through: string): Promise<HttpResult> => {
      const hub = await startHub({ url: through, rooms: 'ingress', env: { SECRETS_KEY: key } })
      try {
        const job = {
          url: hub.said['publicUrl'] ?? '',
          path: webhookPath,
          secret,
          connections,
          rate,
        }
        await runHttpLoad({ ...job, from: sent, count: rate * 3 })
        sent += rate * 3
        const result = await runHttpLoad({ ...job, from: sent, count })
        sent += count
        return result
      } finally {
        await hub.stop()
      }
    }

    const near: HttpResult[] = []
    const far: HttpResult[] = []
    for (let n = 0; n < rounds; n++) {
      near.push(await measure(url))
      bench.progress(`near: ${describe(near.at(-1))}`)
      const proxy = await startDelayingProxy(url, away / 2)
      far.push(await measure(proxy.url))
      bench.progress(`${away} ms away: ${describe(far.at(-1))}`)
      await proxy.stop()
    }
    await bench.server.dropDatabase('bench_webhook_latency')

    const at = (results: HttpResult[], q: number) =>
      results.map((each) => quantile([...each.latencies], q))
    const figures = (name: string, results: HttpResult[]) => [
      { name: `${name}: p50`, unit: 'ms', samples: at(results, 0.5), control: 'time' as const },
      { name: `${name}: p99`, unit: 'ms', samples: at(results, 0.99) },
      { name: `${name}: max`, unit: 'ms', samples: at(results, 1) },
    ]
    return {
      conditions: [
        `the real service, ${rate} signed requests/s for ${count / rate} s from a process of its own, counted from when each was due`,
        `${away} ms away: a proxy between service and PostgreSQL holds each direction back for ${away / 2} ms`,
        'a service is asked for 3 s before it is measured',
      ],
      figures: [...figures('beside the database', near), ...figures(`${away} ms away`, far)],
      bars: [
        { name: 'p99 beside the database', value: median(at(near, 0.99)), unit: 'ms', atMost: 50 },
        {
          name: `p99 with ${away} ms to the database`,
          value: median(at(far, 0.99)),
          unit: 'ms',
          atMost: 450,
        },
      ],
      faults: {
        lost: [...near, ...far].reduce((sum, each) => sum + each.refused, 0),
        duplicated: 0,
        inversions: 0,
      },
    }
  },
}

function describe(result: HttpResult | undefined): string {
  const at = (q: number) => quantile([...(result?.latencies ?? [])], q).toFixed(1)
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} ms`
}
