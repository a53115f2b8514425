/** What a hostile or broken sender sends, and what must not happen then. */
import assert from 'node:assert/strict'
import { type Answered, envelope, type TestIngress } from './test-ingress.ts'

/** It is in everything that is refused, and must not appear again. */
export const CANARY = 'CANARIO-7f3a9'
/** More digits than any number here can hold. */
export const DIGITS = '12345678901234567890'

/** The contract's example with `json`, raw, in place of the field at `path`, such as `payload.itens.0.sku`. */
export function withRaw(path: string, json: string): string {
  const whole = structuredClone(envelope())
  const keys = path.split('.')
  const last = keys.pop()!
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, whole)
  parent[last] = '@@'
  return JSON.stringify(whole).replace('"@@"', () => json)
}

/** A problem, nothing stored, and nothing of the input in the answer or in the log. */
export async function assertRefused(
  { client, logged }: TestIngress,
  { text, headers }: Answered,
): Promise<void> {
  assert.equal(headers.get('content-type'), 'application/problem+json')
  assert.equal(headers.get('cache-control'), 'no-store')
  for (const hidden of [CANARY, DIGITS]) {
    assert.equal(text.includes(hidden), false, 'the answer echoes')
    assert.equal(logged.join('').includes(hidden), false, 'the log echoes')
  }
  for (const table of ['integracao_evento', 'integracao_outbox', 'idempotencia']) {
    assert.equal(await client.value(`select count(*)::int from hub.${table}`), 0, table)
  }
}
