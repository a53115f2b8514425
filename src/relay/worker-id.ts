/**
 * The name under which a relay claims rows, for whoever reads ops.outbox: which machine, which process, and a few
 * letters of its own, as process numbers come back.
 */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { pid } from 'node:process'

/** For example `hub-1:4711:9f3a2c`. A new one at each call. */
export function createWorkerId(): string {
  return `${hostname()}:${pid}:${randomBytes(3).toString('hex')}`
}
