/** Checks whether the service's sessions have the rights and the settings that it needs, and whether they may write. */
import * as v from 'valibot'
import { type Query, type ScopedQuery, sql } from '../../db/connect/query.ts'
import { sessionSettings } from '../../db/connect/session-settings.ts'
import { type Unready, unreadyFor } from '../../db/connect/unready.ts'
import type { LoginRights } from '../../db/migrate/login-rights.ts'
import { failureFinding, type Finding, findingOf, goodFinding, warningFinding } from './finding.ts'

export function examineSessionRights({ user, separate, excessive }: LoginRights): Finding {
  if (!separate) {
    return warningFinding(
      'papeis',
      'Tabelas e serviço têm o mesmo dono: só o código impede o serviço de escrever nas tabelas.',
    )
  }
  return findingOf(
    'papeis',
    !excessive,
    `As tabelas são de hub_owner e o serviço entra como ${user}.`,
    `O serviço entra como ${user}, que pode mais do que ele precisa: dê uma senha a hub_service e ponha-a em DATABASE_URL, e ${user} em MIGRATE_DATABASE_URL.`,
  )
}

const Setting = v.object({ nome: v.string(), valor: v.string() })

/** This command's own transaction sets it. */
const OWN = 'statement_timeout'

/** The database or a pooler may prescribe other settings than those that the service asks for. */
export async function examineSessionSettings(query: Query, ator: string): Promise<Finding> {
  const scope = query.as({ tenants: [], ator })
  const shown = await scope.any(sql.type(Setting)`
    select lower(s.name) as nome, s.setting as valor
    from pg_catalog.pg_settings as s
    where lower(s.name) = any (${sql.array(Object.keys(sessionSettings), 'text')})`)
  const odd = shown
    .filter(({ nome, valor }) => nome !== OWN && valor !== sessionSettings[nome])
    .map(({ nome, valor }) => `${nome}=${valor}`)
  return findingOf(
    'sessao',
    odd.length === 0,
    'Datas, números e JIT são como o hub precisa.',
    `As conexões não recebem os ajustes que pedem (${odd.join(', ')}), como atrás de um pooler que ignora "options": rode "npm run -s hub -- migrate" como administrador e reinicie o pooler.`,
  )
}

const UNREADY: Readonly<Partial<Record<Unready, string>>> = {
  somente_leitura:
    'O banco só aceita leitura, como uma réplica depois de uma troca de primário: aponte DATABASE_URL para o primário, ou desligue default_transaction_read_only.',
  disco_cheio: 'O disco do banco está cheio: libere espaço; até lá nenhum webhook é aceito.',
  tabela_travada:
    'Alguém mantém uma tabela travada de que toda gravação precisa: veja "bloqueios" e encerre a sessão que a mantém.',
}

/** Tries a write as /readyz does: a standby answers every question and stores nothing. */
export async function examineSessionWriting(all: ScopedQuery): Promise<readonly Finding[]> {
  try {
    await all.any(sql.unsafe`select ingress.probe_append()`)
    return [goodFinding('gravacao', 'O banco aceita gravações.')]
  } catch (error) {
    const other = 'O banco não aceitou uma gravação de prova: veja o log do banco.'
    return [failureFinding('gravacao', UNREADY[unreadyFor(error)] ?? other)]
  }
}
