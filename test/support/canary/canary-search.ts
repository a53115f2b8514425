/** Searches all that a hub of canaries has said and stored: which canaries are where, and whether they may be. */
import assert from 'node:assert/strict'
import type { Found } from './canaries.ts'
import { type CanaryHub, MASKED, withoutMasked } from './canary-hub.ts'
import { databaseTexts } from '../database/database-texts.ts'

/** Stops the service first: its last words count too. */
export async function assertNothingSaid({
  canaries,
  sql,
  service,
  said,
  market,
}: CanaryHub): Promise<void> {
  assert.equal(await service.terminate(), 0)
  const log = service
    .printed()
    .split('\n')
    .map((text) => ({ where: `the log: ${text.slice(0, 200)}`, text }))
  assert.deepEqual(canaries.findIn([...log, ...said]), [])
  assert.equal(market.left(), 0, 'every answer that was prepared was asked for')
  const levels = new Set(service.lines().map(({ level }) => level))
  assert.deepEqual([...levels].toSorted(), ['debug', 'error', 'info', 'warn'])

  const tables = await databaseTexts(sql, 'hub', 'BASE TABLE')
  const people = canaries.findIn(tables, 'pessoa')
  assert.deepEqual(each(people, 'where'), MADE_FOR_PEOPLE)
  // The search finds whatever is there: of every person all but the address, which is nowhere.
  assert.deepEqual(each(people, 'name').toSorted(), [...PERSONAL].toSorted())
  const secrets = canaries.findIn(tables, 'segredo')
  assert.deepEqual(each(secrets, 'where'), ['hub.integracao_aplicacao.caminho'])

  const views = await databaseTexts(sql, 'ops', 'VIEW')
  const unmasked = views.map(({ where, text }) => ({ where, text: withoutMasked(text) }))
  const shown = each(canaries.findIn(unmasked), 'where')
  assert.deepEqual(shown, ['ops.conector.caminho', 'ops.evento_payload.payload_json'])
  const names = views.find(({ where }) => where === 'ops.pedido.destinatario_nome')
  for (const masked of MASKED) assert.ok(names?.text.includes(masked), masked)
}

function each(found: readonly Found[], what: 'name' | 'where'): readonly string[] {
  return [...new Set(found.map((one) => one[what]))]
}

const PERSONAL = [
  'CPF',
  'telephone',
  ...['buyer', 'receiver'].flatMap((who) => [`${who}, first name`, `${who}, last name`]),
]
/** And for nothing else. */
const MADE_FOR_PEOPLE = [
  'hub.aviso_local.destinatario',
  'hub.aviso_local.texto',
  'hub.integracao_evento.payload_json',
  'hub.notificacao.texto',
  'hub.pedido.destinatario_nome',
  'hub.pedido.destinatario_doc',
  'hub.pedido.destinatario_telefone',
  'hub.pedido.reg_nome',
  'hub.pedido.reg_doc',
  'hub.pedido.reg_telefone',
]
