/**
 * PostgreSQL 15 to 17 plan an SQL function at each call, unless they inline it: for the larger ones a millisecond. So
 * whatever a step, a poll or an append calls is plpgsql, which keeps its plans, or is inlined.
 */
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { sourceFiles } from './source-files.ts'

const entries = ['relay.step', 'relay.poll', 'relay.claim_leased', 'ingress.append_events']

/** By schema-qualified name, without comments. */
const bodies = new Map(
  sourceFiles('sql/routines', /\.sql$/).map(({ path, text }) => {
    const [, , room = ''] = path.split('/')
    return [`${room}.${basename(path, '.sql')}`, text.replace(/--[^\n]*/g, '')]
  }),
)

function calledBy(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name) || !bodies.has(name)) return seen
  seen.add(name)
  for (const [used] of bodies.get(name)?.matchAll(/\b[a-z_]+\.[a-z_]+(?=\()/g) ?? [])
    calledBy(used, seen)
  return seen
}

test('whatever a step, a poll or an append calls keeps its plans, or is inlined', () => {
  const called = new Set(entries.flatMap((name) => [...calledBy(name)]))
  assert.ok(called.has('processing.map_status'), 'the calls of calls are found')
  // The audit notes what a person asked for, which is rare.
  const hot = [...called].filter((name) => !name.startsWith('audit.'))
  const planned = hot.filter((name) => {
    const body = bodies.get(name) ?? ''
    return /\blanguage sql\b/.test(body) && /^set /m.test(body)
  })
  assert.deepEqual(planned, [])
})
