/** Reads the form of the proofs and the address list that a connector demands. */
import * as v from 'valibot'
import type { Connector } from '../find-connectors.ts'

const LINES_MAX = 8000
const checkbox = v.pipe(
  v.optional(v.literal('sim')),
  v.transform((value) => value === 'sim'),
  v.description('sim ou nada'),
)

export const ChecksForm = v.object({
  exige_hmac: checkbox,
  exige_tempo: checkbox,
  exige_segredo: checkbox,
  ip_modo: v.pipe(
    v.picklist(['DESLIGADA', 'OBSERVAR', 'EXIGIR']),
    v.description('o que fazer com a lista'),
  ),
  ip_lista: v.pipe(
    v.string(),
    v.maxLength(LINES_MAX),
    v.transform((text) => text.split(/\r?\n/)),
    v.description('um IP ou rede por linha'),
  ),
  lock_version: v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.description('a versão')),
  acao: v.pipe(
    v.optional(v.picklist(['salvar', 'simular', 'sugerir']), 'salvar'),
    v.description('o que fazer'),
  ),
})

/** The settings of a connector, as the form would bring them. */
export function checksAsTyped(connector: Connector): Record<string, string> {
  const { required, ipMode, ipList, lockVersion } = connector
  return {
    ...(required.includes('HMAC') ? { exige_hmac: 'sim' } : {}),
    ...(required.includes('HMAC_TEMPO') ? { exige_tempo: 'sim' } : {}),
    ...(required.includes('SEGREDO') ? { exige_segredo: 'sim' } : {}),
    ip_modo: ipMode,
    ip_lista: ipList.map((rede) => rede.replace(/\/(?:32|128)$/, '')).join('\n'),
    lock_version: String(lockVersion),
  }
}
