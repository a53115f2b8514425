/** What a label is, by its first bytes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtureText } from '../../support/marketplace/marketplace-fixture.ts'
import { labelKind } from '../../../src/mercado-livre/fetch/fetch-label.ts'

for (const [bytes, kind] of [
  ['%PDF-1.4 …', 'pdf'],
  ['PK\u0003\u0004\u0014', 'zip'],
  ['^XA^FO50,50', 'zpl'],
  [fixtureText('error-400-labels-not_printable_status'), 'json'],
  ['  {"failed_shipments":[]}', 'json'],
  ['<html>', 'unknown'],
  ['', 'unknown'],
] as const) {
  test(`${JSON.stringify(bytes.slice(0, 20))} is ${kind}`, () => {
    assert.equal(labelKind(Buffer.from(bytes, 'latin1')), kind)
  })
}
