/** Each file of test/cases is played against one hub, and ends as its `right` line says. */
import { test } from 'node:test'
import { openCaseHub } from '../../support/ingress/case-hub.ts'
import { playCase, readCases } from '../../support/ingress/play-case.ts'

test('every case ends as it should', async (t) => {
  const hub = await openCaseHub(t)
  for (const each of readCases()) {
    await t.test(`${each.name}: ${each.right}`, () => playCase(hub, each))
  }
})
