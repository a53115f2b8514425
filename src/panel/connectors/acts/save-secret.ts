/** /conectores/ID/segredos: replaces a secret by one that was pasted, or by a generated one that is shown once. */
import { randomBytes } from 'node:crypto'
import { attempt } from '../../acts/attempt.ts'
import { confirmPassword } from '../../acts/confirm-password.tsx'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import { readForm } from '../../requests/read-form.ts'
import { isWebhookSecret, SecretForm, secretProblem } from './secret-form.ts'
import { createShowConnector, newSecretCookies } from '../page/show-connector.ts'

export function saveSecret(app: PanelApp, deps: PanelDeps): void {
  const { query, connectors } = deps
  const { known, unknown, show } = createShowConnector(deps)

  app.post('/conectores/:id/segredos', may('conector.salvar'), async (c) => {
    const connector = await known(c)
    if (connector === null) return unknown(c)
    const { operator } = c.var
    const form = await readForm(c, SecretForm)
    if (!form.ok) return show(c, connector, { frase: 'Escolha o segredo a trocar.', status: 422 })
    const { tipo, como, carencia, valor: pasted } = form.value
    const isMade = como === 'gerar' && isWebhookSecret(tipo)
    const valor = isMade ? randomBytes(32).toString('base64url') : pasted
    const problema = secretProblem(tipo, valor)
    if (problema !== null) {
      const secrets = { refused: { tipo, problema } }
      return show(c, connector, { secrets, status: 422 })
    }
    const unproved = await confirmPassword(c, deps, form.typed)
    if (unproved !== null) {
      const secrets = { refused: { tipo, unproved } }
      return show(c, connector, { secrets, status: 403 })
    }
    const { id: conectorId, tenantId } = connector
    const saved = await attempt(() =>
      query.as(operator).transaction((statements) =>
        connectors.saveSecret(statements, operator, {
          tenantId,
          conectorId,
          tipo,
          valor,
          carencia,
        }),
      ),
    )
    if (!saved.ok) {
      return show(c, connector, { frase: saved.refusal.sentence, status: saved.refusal.status })
    }
    if (isMade) newSecretCookies[tipo].put(c, conectorId, valor)
    return done(c, `/conectores/${conectorId}`, 'conector.segredo')
  })
}
