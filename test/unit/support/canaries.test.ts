/** What the canary story looks for, and how: a search that overlooks a form in which text travels proves nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanaries } from '../../support/canary/canaries.ts'

test('a canary is found in every form in which text travels, and its mask is none', () => {
  const canaries = createCanaries()
  canaries.add('pessoa', 'name', 'Vermelhônsky "B"')
  canaries.add('pessoa', 'CPF', '39053344705')
  canaries.add('pessoa', 'telephone', '+5511983746152')
  canaries.add('segredo', 'token', 'APP_USR-0123456789abcdef')
  const found = (text: string) => canaries.findIn([{ where: 'a text', text }])
  for (const { name, form, example } of canaries.forms()) {
    const names = found(`antes${example}`).map((each) => each.name)
    assert.deepEqual(names, [name], `${name} as ${form}: ${example}`)
  }
  for (const before of ['', 'x', 'xy']) {
    const base64 = Buffer.from(`${before}Vermelhônsky "B"!`).toString('base64')
    assert.equal(found(base64).length, 1, `in base64 after ${before}`)
  }
  const masked = 'Zuleikanda V. ***.***.***-05 +55 11 *****-6152 1983746152 APP_USR-***'
  assert.deepEqual(found(masked), [])
})
