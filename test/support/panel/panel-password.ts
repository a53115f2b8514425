/** Operators of a test's panel who have a password, which is cheap to check. */
import { hashPassword } from '../../../src/core/password.ts'
import type { TestPanel, Who } from './test-panel.ts'

export const PANEL_PASSWORD = 'correta e comprida 7'

export async function givePassword(panel: TestPanel, ...logins: readonly Who[]): Promise<void> {
  const hash = await hashPassword(PANEL_PASSWORD, 2 ** 10)
  await panel.client.rows(`update hub.operador set senha_hash = $1 where login = any ($2)`, [
    hash,
    logins,
  ])
}

/** As if the sessions of `who` had been opened so long ago, and used since. */
export async function ageSession(panel: TestPanel, who: Who, minutes: number): Promise<void> {
  await panel.client.rows(
    `update hub.operador_sessao set
       criada_em = criada_em - make_interval(mins => $2), confirmada_em = confirmada_em - make_interval(mins => $2)
     where operador_id = (select id from hub.operador where login = $1)`,
    [who, minutes],
  )
}
