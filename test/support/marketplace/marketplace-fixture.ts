/** Bodies of the marketplace, as its documentation and its integrators published them: see fixtures/…/SOURCES.md. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseExactJson } from '../../../src/core/json/exact-json.ts'

export function fixtureText(name: string): string {
  return readFileSync(
    join(import.meta.dirname, '../../fixtures/mercado-livre', `${name}.json`),
    'utf8',
  )
}

export function fixture(name: string): unknown {
  return parseExactJson(fixtureText(name))
}
