/** Answers /livez in front of another application: a probe is neither a webhook nor a line in its log. */
import type { Fetch } from './handle-request.ts'

export function withLivez(next: Fetch): Fetch {
  return (request, env) => {
    const isProbe =
      (request.method === 'GET' || request.method === 'HEAD') &&
      new URL(request.url).pathname === '/livez'
    return isProbe ? Response.json({ status: 'ok' }) : next(request, env)
  }
}
