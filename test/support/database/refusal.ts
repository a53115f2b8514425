/** For assert.rejects: checks a HubError's code and that its sentence names what it is about. */
import assert from 'node:assert/strict'
import { HubError } from '../../../src/core/errors.ts'

export function refusal(expected: { code?: string; names: RegExp }) {
  return (error: unknown) => {
    assert.ok(error instanceof HubError, String(error))
    assert.equal(error.code, expected.code ?? 'migration_refused')
    assert.match(error.message, expected.names)
    return true
  }
}
