/** Whether the sessions of the service are as it needs them, whatever the database or a pooler prescribes. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import { sessionSettings } from '../../db/connect/session-settings.ts'
import type { Finding } from './finding.ts'

const Setting = v.object({ nome: v.string(), valor: v.string() })

/** What this command's own transaction sets for itself. */
const OWN = 'statement_timeout'

export async function examineSession(query: Query, ator: string): Promise<Finding> {
  const scope = query.as({ tenants: [], ator })
  const shown = await scope.any(sql.type(Setting)`
    select lower(s.name) as nome, s.setting as valor
    from pg_catalog.pg_settings as s
    where lower(s.name) = any (${sql.array(Object.keys(sessionSettings), 'text')})`)
  const odd = shown
    .filter(({ nome, valor }) => nome !== OWN && valor !== sessionSettings[nome])
    .map(({ nome, valor }) => `${nome}=${valor}`)
  if (odd.length > 0) {
    return {
      nome: 'sessao',
      situacao: 'aviso',
      detalhe: `As conexões não recebem os ajustes que pedem (${odd.join(', ')}), como atrás de um pooler que ignora "options": rode "npm run -s hub -- migrate" como administrador e reinicie o pooler.`,
    }
  }
  return { nome: 'sessao', situacao: 'ok', detalhe: 'Datas, números e JIT são como o hub precisa.' }
}
