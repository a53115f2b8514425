/**
 * A stand-in for Mercado Livre, whole enough to run a hub against: orders with their lives, an API that shows them,
 * tokens that expire, notifications with the marketplace's bad habits, and faults on command. All in memory.
 */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { createApi } from './api.ts'
import { createFaults, type Faults } from './faults.ts'
import { type Application, createGrants, type Grants } from './grants.ts'
import { createNotices, type NoticeHabits, type Notices, type Post } from './notices.ts'
import { createRandom, type Random } from './random.ts'
import { createTruth, type Truth } from './truth.ts'

export interface Sandbox {
  readonly url: string
  readonly truth: Truth
  readonly notices: Notices
  readonly grants: Grants
  readonly faults: Faults
  readonly random: Random
  stop(): Promise<void>
}

export interface SandboxOptions {
  readonly application: Application
  readonly sellerId: string
  /** The sandbox's clock: a test moves it by hand, a demonstration lets it run faster. */
  readonly nowMs: () => number
  readonly post: Post
  /** Called for each request as it arrives. */
  readonly onRequest?: (path: string) => void
  readonly habits?: NoticeHabits
  /** [1] */
  readonly seed?: number
  /** [any free one] */
  readonly port?: number
}

/** Listens on loopback. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { application, sellerId, nowMs, post, onRequest, habits = {}, seed = 1, port = 0 } = options
  const random = createRandom(seed)
  const { clientId } = application
  const notices = createNotices({ applicationId: clientId, post, nowMs, random, habits })
  const truth = createTruth(nowMs, (change) => notices.announce(change))
  const grants = createGrants(application, nowMs)
  const faults = createFaults()
  const api = createApi({ truth, grants, faults, notices, sellerId, clientId })
  const answer = (request: Request) => {
    onRequest?.(new URL(request.url).pathname)
    return api.fetch(request)
  }
  const server = serve({ fetch: answer, port, hostname: '127.0.0.1' })
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    truth,
    notices,
    grants,
    faults,
    random,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
