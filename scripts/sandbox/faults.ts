/** How the sandbox misbehaves on command: a fault answers in place of the API while it lasts, and any answer can be slow. */
import { setTimeout as passed } from 'node:timers/promises'

export interface Fault {
  /** The requests whose path begins so. [all but those for tokens] */
  readonly path?: string
  /** How many requests it answers. [until it is cleared] */
  readonly times?: number
  readonly kind: keyof typeof answers
}

export interface Faults {
  add(fault: Fault): void
  /** The least time of every answer, in milliseconds. [0] */
  delay(ms: number): void
  /** Ends every fault, and the delay. */
  clear(): void
  /** Resolves when an answer is due, to what answers instead of the API; null: the API answers. */
  instead(path: string): Promise<Response | null>
}

const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })

const answers = {
  '429': () => json(429, { message: 'Too Many Requests', error: 'too_many_requests', status: 429 }),
  '429 with Retry-After': () => json(429, {}, { 'retry-after': '60' }),
  '429 empty': () => new Response(null, { status: 429 }),
  '429 text': () => new Response('local_rate_limited', { status: 429 }),
  '500': () => json(500, { message: 'internal_error', status: 500 }),
  '502 HTML': () => new Response('<html><h1>Bad Gateway</h1></html>', { status: 502 }),
  '200 HTML': () => new Response('<html></html>', { status: 200 }),
  'cut body': () =>
    new Response('{"id": 20000035', { headers: { 'content-type': 'application/json' } }),
  '403 policy': () =>
    json(403, {
      blocked_by: 'PolicyAgent',
      code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
      status: 403,
      message: 'At least one policy returned UNAUTHORIZED.',
    }),
} as const satisfies Record<string, () => Response>

export function createFaults(): Faults {
  let faults: (Fault & { left: number })[] = []
  let delayMs = 0
  return {
    add: (fault) => void faults.push({ ...fault, left: fault.times ?? Infinity }),
    delay: (ms) => void (delayMs = ms),
    clear() {
      faults = []
      delayMs = 0
    },
    async instead(path) {
      if (delayMs > 0) await passed(delayMs)
      const fault = faults.find((each) =>
        each.path === undefined ? !path.startsWith('/oauth/') : path.startsWith(each.path),
      )
      if (fault === undefined) return null
      fault.left--
      faults = faults.filter(({ left }) => left > 0)
      return answers[fault.kind]()
    },
  }
}
