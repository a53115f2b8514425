/** Where somebody is signed in: each session with a button that ends it. */
import type { Operator, PanelContext } from '../panel-env.ts'
import { Empty } from '../pieces/empty.tsx'
import { Age, Moment } from '../pieces/text/moment.tsx'
import { Table } from '../pieces/table.tsx'
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'

interface SessionTableProps {
  readonly c: PanelContext
  readonly sessions: readonly Session[]
  /** The address below which `/ID/encerrar` ends one. */
  readonly base: string
}

export function SessionTable({ c, sessions, base }: SessionTableProps) {
  if (sessions.length === 0) return <Empty frase="Nenhuma sessão aberta." />
  const own = c.var.operator.sessao.subarray(0, 8).toString('hex')
  return (
    <Table
      titulo="Sessões abertas"
      colunas={['Entrou', 'Última atividade', 'Expira', 'Endereço', 'Navegador', '']}
    >
      {sessions.map(({ id, criadaEm, vistaEm, expiraEm, origem, agente }) => (
        <tr>
          <td>
            <Moment at={criadaEm} />
          </td>
          <td class="tight">
            <Age at={vistaEm} agora={c.var.agora} />
          </td>
          <td class="tight">
            <Age at={expiraEm} agora={c.var.agora} />
          </td>
          <td class="mono">{origem}</td>
          <td title={agente}>{browserName(agente)}</td>
          <td class="tight">
            {id === own ? <span class="pill good">esta sessão</span> : null}{' '}
            <form method="post" action={`${base}/${id}/encerrar`} class="inline" data-once>
              <button class="quiet" aria-label={`Encerrar a sessão de ${origem}`}>
                Encerrar
              </button>
            </form>
          </td>
        </tr>
      ))}
    </Table>
  )
}

const Session = v.object({
  id: v.string(),
  criadaEm: v.date(),
  vistaEm: v.date(),
  expiraEm: v.date(),
  origem: v.string(),
  agente: v.string(),
})

export type Session = v.InferOutput<typeof Session>

/** An operator's live sessions, the one that was used last first; 100 at most. The others can be ended together. */
export async function sessionsOf(
  query: Query,
  viewer: Operator,
  operatorId: string,
): Promise<readonly Session[]> {
  return query.as(viewer).any(sql.type(Session)`
    select s.id, s.criada_em as "criadaEm", s.vista_em as "vistaEm", s.expira_em as "expiraEm", s.origem, s.agente
    from ops.sessao as s
    where s.operador_id = ${operatorId}::bigint and s.viva
    order by s.vista_em desc, s.id
    limit 100`)
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** `Firefox em Linux`; what it says of itself, cut short, where it is none of these. */
function browserName(agente: string): string {
  const named = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(agente))?.[1]
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)]
  if (browser === undefined) return agente === '' ? 'desconhecido' : agente.slice(0, 40)
  return system === undefined ? browser : `${browser} em ${system}`
}
