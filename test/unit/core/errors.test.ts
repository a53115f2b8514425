import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HubError } from '../../../src/core/errors.ts'

test('an error carries its name, code, retry decision, cause and problems', () => {
  const cause = new Error('ECONNREFUSED')
  const error = new HubError('database_unreachable', 'O banco não respondeu; tente de novo.', {
    cause,
    retryable: true,
    problems: ['um', 'dois'],
  })
  assert.equal(error.name, 'HubError')
  assert.equal(error.code, 'database_unreachable')
  assert.equal(error.retryable, true)
  assert.equal(error.cause, cause)
  assert.deepEqual(error.problems, ['um', 'dois'])
  assert.match(error.stack ?? '', /^HubError: O banco/)
})

test('by default trying again does not help, and there is no cause', () => {
  const error = new HubError('refused', 'Não.')
  assert.equal(error.retryable, false)
  assert.equal('cause' in error, false)
  assert.deepEqual(error.problems, [])
})
