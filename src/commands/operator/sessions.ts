/** `hub operator sessions`: lists the sessions in which an operator is signed in, and ends them. */
import * as v from 'valibot'
import { HubError } from '../../core/errors.ts'
import { sql } from '../../db/connect/query.ts'
import type { CommandIo } from '../program/command-io.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult, table } from '../program/print-result.ts'

interface SessionOptions {
  readonly login: string
  readonly end?: boolean
  readonly json?: boolean
}

const Session = v.object({
  id: v.string(),
  criadaEm: v.date(),
  vistaEm: v.date(),
  expiraEm: v.date(),
  origem: v.string(),
  agente: v.string(),
})

export async function operatorSessions(io: CommandIo, options: SessionOptions): Promise<void> {
  const { end = false, json } = options
  const login = options.login.toLowerCase()
  const { sessions, ended } = await withDatabase(io, ({ all }) =>
    all.transaction(async (statements) => {
      const id = await statements.maybeOneFirst(sql.type(v.object({ id: v.string() }))`
        select o.id from ops.operador as o where o.login = ${login}`)
      if (id === null) throw new HubError('not_found', 'Operador não encontrado.')
      const sessions = await statements.any(sql.type(Session)`
        select s.id, s.criada_em as "criadaEm", s.vista_em as "vistaEm", s.expira_em as "expiraEm",
          s.origem, s.agente
        from ops.sessao as s
        where s.operador_id = ${id}::bigint and s.viva
        order by s.criada_em`)
      const ended = end
        ? await statements.oneFirst(sql.type(v.object({ n: v.number() }))`
            select access.end_sessions(${id}::bigint, ${io.ator}) as n`)
        : null
      return { sessions, ended }
    }),
  )
  if (ended !== null) {
    printResult(io, json, { login, encerradas: ended }, () => `${ended} sessões encerradas.`)
    return
  }
  printResult(io, json, { login, sessoes: sessions }, () =>
    table(
      ['SESSÃO', 'DESDE', 'VISTA', 'ATÉ', 'ORIGEM', 'AGENTE'],
      sessions.map((s) => [
        s.id,
        s.criadaEm.toISOString(),
        s.vistaEm.toISOString(),
        s.expiraEm.toISOString(),
        s.origem,
        s.agente,
      ]),
    ),
  )
}
