/** Sends the webhooks of an HttpJob; see http-load.ts. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openHttp } from './http-connection.ts'
import type { HttpJob, HttpResult } from './http-load.ts'
import { serveJob } from './job.ts'
import { webhookRequest } from './webhook-request.ts'

serveJob<HttpJob, HttpResult>(async ({ url, path, secret, from, count, connections, rate }) => {
  const requests = Array.from({ length: count }, (_, i) => webhookRequest(from + i, path, secret))
  const open = await Promise.all(Array.from({ length: connections }, () => openHttp(url)))
  const latencies = new Float64Array(count)
  let accepted = 0
  let next = 0
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const dueAt = (n: number) =>
    rate === undefined ? performance.now() : startedAt + (n * 1000) / rate

  // With a rate, a free connection waits for the next due request. When none is free, due requests wait, and that time
  // counts.
  await Promise.all(
    open.map(async (connection) => {
      for (let n = next++; n < count; n = next++) {
        const due = dueAt(n)
        const early = due - performance.now()
        if (early > 0) await sleep(early)
        const request = requests[n]
        if (request === undefined) return
        if ((await connection.send(request)) === 202) accepted += 1
        latencies[n] = performance.now() - due
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const { user, system } = process.cpuUsage(cpu)
  for (const connection of open) connection.close()
  const cpuSeconds = (user + system) / 1e6
  return { seconds, accepted, refused: count - accepted, latencies, cpuSeconds }
})
