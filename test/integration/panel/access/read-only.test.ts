import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROLES } from '../../../../src/panel/session/permissions.ts'
import { openTestPanel } from '../../../support/panel/test-panel.ts'

test('in read-only mode every form is refused to every papel, and people can still leave', async (t) => {
  const panel = await openTestPanel(t, { change: (deps) => ({ ...deps, readOnly: true }) })
  for (const as of ROLES) {
    const refused = await panel.call('POST', '/eventos/1/reprocessar', {
      as,
      form: { motivo: 'x' },
    })
    assert.equal(refused.status, 403, as)
    assert.match(refused.text, /somente leitura/, as)
    assert.doesNotMatch(refused.text, /href="\/operadores"/, as)
    const left = await panel.call('POST', '/sair', { as, form: {} })
    assert.deepEqual([left.status, left.location], [303, '/entrar'], as)
  }
})
