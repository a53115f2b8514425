/** The marketplace's own code for an error, such as `order_not_found`, where it is a plain token. Its sentences may name people. */
import { partOf } from '../translate/json-part.ts'

/** What an error answer says. `erro`: the marketplace's code, where that is a plain token. */
export interface ErrorAnswer {
  readonly status: number
  readonly erro: string | null
}

const PLAIN = /^[a-z0-9_.-]{1,64}$/

/** The body's `error`, or `code` where it has that instead. */
export function errorCodeOf(body: unknown): string | null {
  const answer = partOf(body)
  const codes = [answer.text('error'), answer.text('code')]
  return codes.find((code) => code !== null && PLAIN.test(code) && /[a-z]/.test(code)) ?? null
}

/** `respondeu 404: order_not_found`, for people. */
export function answeredWith({ status, erro }: ErrorAnswer): string {
  return `respondeu ${status}${erro === null ? '' : `: ${erro}`}`
}

/** Whether a status passes by itself: 408 timeout, 409 conflict, 423 locked, 424 another failed, 425 too early, or no 4xx. */
export function isPassing(status: number): boolean {
  return status < 400 || status >= 500 || [408, 409, 423, 424, 425].includes(status)
}
