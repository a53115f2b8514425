/** GET /outbox/bloqueios: what slows the database down, as `hub doctor` says it, and which breakers are open. */
import { operationWord } from '../pieces/words.ts'
import * as v from 'valibot'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import { findBlockers } from '../../reads/find-blockers.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp } from '../panel-env.ts'
import { Banner, orBanner } from '../pieces/banner.tsx'
import { Empty } from '../pieces/empty.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Age } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { queryRefused } from '../pieces/problem-page.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { readQuery } from '../requests/read-query.ts'
import { OutboxTabs } from './outbox-tabs.tsx'
import { sentence } from '../../core/text/sentence.ts'

const Breaker = v.object({
  conectorId: v.string(),
  operacao: v.string(),
  estado: v.string(),
  changedAt: v.date(),
  reopensAt: v.nullable(v.date()),
})

const SHOWN_MAX = 100

const PATIENCE_MS = 3000

export function blockerList(app: PanelApp, { query }: PanelDeps): void {
  app.get('/outbox/bloqueios', may('ver'), async (c) => {
    const read = readQuery(c, v.strictObject({}))
    if (!read.ok) return queryRefused(c, read.problems, ['/outbox/bloqueios', 'Bloqueios'])
    const { operator, agora } = c.var
    const patient = { ...operator, statementTimeoutMs: PATIENCE_MS }
    const [noBanco, abertos] = await Promise.all([
      orBanner(() => blockers(query, patient, agora)),
      orBanner(() => breakers(query, patient, agora)),
    ])
    return page(
      c,
      {
        titulo: 'Bloqueios e disjuntores',
        resumo: 'O que segura a fila: no banco, e no caminho até o marketplace.',
      },
      <>
        <OutboxTabs path="/outbox/bloqueios" />
        <section class="card">
          <h2>No banco</h2>
          {noBanco}
        </section>
        <section class="card">
          <h2>Disjuntores abertos</h2>
          {abertos}
        </section>
      </>,
    )
  })
}

async function blockers(query: Query, operator: Operator, agora: Date) {
  const { found, hidden } = await findBlockers(query.as(operator))
  return (
    <>
      {hidden === null ? null : <Banner tom="info">{sentence(hidden)}</Banner>}
      {found.length === 0 ? (
        <Empty frase="Nenhuma transação ou sessão segura o banco." />
      ) : (
        <Table titulo="Bloqueios" colunas={['O que', 'Desde', 'Processo']}>
          {found.map(({ pid, desde, frase }) => (
            <tr>
              <td>
                <InertText text={sentence(frase)} />
              </td>
              <td class="tight">
                <Age at={desde} agora={agora} />
              </td>
              <td>{pid}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  )
}

async function breakers(query: Query, operator: Operator, agora: Date) {
  const open = await query.as(operator).any(sql.type(Breaker)`
    select
      e.conector_id as "conectorId",
      e.operacao,
      e.estado,
      e.mudou_em as "changedAt",
      e.reabre_em as "reopensAt"
    from ops.disjuntor as e
    where ${tenantCondition(operator)}
      and e.estado <> 'FECHADO'
    order by e.mudou_em
    limit ${SHOWN_MAX}`)
  if (open.length === 0)
    return <Empty frase="As consultas ao marketplace não estão interrompidas." />
  return (
    <Table
      titulo="Disjuntores"
      colunas={['Conector', 'Operação', 'Estado', 'Desde', 'Tenta de novo']}
    >
      {open.map(({ conectorId, operacao, estado, changedAt, reopensAt }) => (
        <tr>
          <td>
            <a href={`/conectores/${conectorId}`}>{conectorId}</a>
          </td>
          <td>{operationWord(operacao)}</td>
          <td>
            <StatusPill status={estado} />
          </td>
          <td class="tight">
            <Age at={changedAt} agora={agora} />
          </td>
          <td class="tight">
            <Age at={reopensAt} agora={agora} />
          </td>
        </tr>
      ))}
    </Table>
  )
}
