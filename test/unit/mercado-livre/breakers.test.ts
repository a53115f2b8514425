/** A breaker that an earlier process left open is restored from a state that we write in the library's own shape. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from 'cockatiel'
import { openBreakerState } from '../../../src/mercado-livre/limits/breakers.ts'

const FAILURES = 3
const HALF_OPEN_AFTER_MS = 60_000
const options = () => ({
  breaker: new ConsecutiveBreaker(FAILURES),
  halfOpenAfter: HALF_OPEN_AFTER_MS,
})
const fail = () => Promise.reject(new Error('503'))

test('the state that we write is the one that the library writes of a breaker that has opened', async () => {
  const policy = circuitBreaker(handleAll, options())
  for (let n = 0; n < FAILURES; n += 1) await assert.rejects(policy.execute(fail), /503/)
  const written = policy.toJSON() as { readonly ownState: { readonly openedAt: number } }
  assert.deepEqual(written, openBreakerState(written.ownState.openedAt, FAILURES))
})

test('a breaker that is restored from it is open, tries one request when its time is over, and opens again', async () => {
  const open = openBreakerState(Date.now(), FAILURES)
  const held = circuitBreaker(handleAll, { ...options(), initialState: open })
  assert.equal(held.state, CircuitState.Open)
  await assert.rejects(held.execute(fail), { isBrokenCircuitError: true })

  const over = openBreakerState(Date.now() - HALF_OPEN_AFTER_MS, FAILURES)
  const due = circuitBreaker(handleAll, { ...options(), initialState: over })
  await assert.rejects(due.execute(fail), /503/)
  assert.equal(due.state, CircuitState.Open)
  await assert.rejects(due.execute(fail), { isBrokenCircuitError: true })
})
