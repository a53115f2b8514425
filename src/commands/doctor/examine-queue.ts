/** Checks whether the queue moves: how late it is, what is dead or fails again and again, and what holds it up. */
import * as v from 'valibot'
import { sentence } from '../../core/text/sentence.ts'
import { type ScopedQuery, sql } from '../../db/connect/query.ts'
import type { HubRooms } from '../../wiring/hub-rooms.ts'
import { type Finding, findingOf } from './finding.ts'

const LATE_SECONDS = 60
const FAILURES_NAMED_MAX = 5

export async function examineQueue(rooms: HubRooms): Promise<readonly Finding[]> {
  const { fila, pendencias, reautorizar, disjuntores, perdidas, perdidasHoje } = await rooms.queue()
  const sum = (pick: (row: (typeof fila)[number]) => number) =>
    fila.reduce((total, row) => total + pick(row), 0)
  const late = Math.max(0, ...fila.map((row) => row.atraso_maximo_s))
  const dead = sum((row) => row.mortos)
  const repeated = (await rooms.repeatedFailures()).slice(0, FAILURES_NAMED_MAX)
  return [
    findingOf(
      'fila',
      late <= LATE_SECONDS,
      `${sum((row) => row.pendentes)} pendentes; a linha vencida mais antiga espera há ${late.toFixed(1)} s.`,
      `A linha vencida mais antiga espera há ${Math.round(late)} s: há um processo com a sala relay no ar?`,
    ),
    findingOf(
      'mortos',
      dead === 0,
      'Nenhuma linha morta.',
      `${dead} linhas mortas: veja-as com "hub event list --status MORTO" e reprocesse-as.`,
    ),
    findingOf(
      'linhas_perdidas',
      !perdidasHoje,
      'Nenhum evento ou aviso sem a sua linha na fila foi achado desde ontem.',
      `Eventos ou avisos estavam sem a sua linha na fila e a tiveram de volta (${perdidas} até hoje): alguém apaga linhas de hub.integracao_outbox? Veja ops.varredura_fila e a auditoria (fila.repor).`,
    ),
    findingOf(
      'adiados',
      repeated.length === 0,
      'Nada falha sempre do mesmo modo.',
      `${repeated.map(({ linhas, erro }) => `${linhas} × “${erro}”`).join(', ')}: falham sempre do mesmo modo; veja ops.falha_repetida.`,
    ),
    findingOf(
      'mapeamentos',
      pendencias === 0,
      'Nenhum mapeamento pendente.',
      `${pendencias} mapeamentos pendentes: veja ops.pendencia e resolva com "hub map sku set" ou "hub map status set".`,
    ),
    findingOf(
      'conectores',
      reautorizar === 0,
      'Nenhum conector espera autorização.',
      `${reautorizar} conectores esperam o vendedor: veja ops.conector e use "hub connector authorize".`,
    ),
    findingOf(
      'disjuntores',
      disjuntores === 0,
      'As consultas ao Mercado Livre não estão interrompidas.',
      `${disjuntores} disjuntores abertos: veja ops.disjuntor e use "hub connector test".`,
    ),
  ]
}

const Reason = v.object({ erro: v.string(), total: v.number(), exemplo: v.string() })

/** The check looks at so many of the requests that wait, and names so many reasons. */
const FETCHES_LOOKED_AT = 10_000
const REASONS_NAMED = 3

/** Says which fetch requests fail, and why. Among them are shipments that can't be read although their orders can. */
export async function examineQueuedFetches(all: ScopedQuery): Promise<readonly Finding[]> {
  const reasons = await all.any(sql.type(Reason)`
    select o.ultimo_erro as erro, count(*)::int as total, min(o.evento_id)::text as exemplo
    from (
      select e.ultimo_erro, e.evento_id
      from ops.outbox as e
      where e.destino = 'ENRIQUECER'
        and e.status = 'AGUARDANDO'
        and e.motivo in ('RETRY', 'ADIADO')
        and e.ultimo_erro is not null
      limit ${FETCHES_LOOKED_AT}
    ) as o
    group by o.ultimo_erro
    order by count(*) desc, o.ultimo_erro
    limit ${REASONS_NAMED}`)
  const named = reasons.map(
    ({ erro, total, exemplo }) => `${total} por "${erro}" (evento ${exemplo})`,
  )
  return [
    findingOf(
      'buscas',
      reasons.length === 0,
      'Nenhuma busca no marketplace espera por uma falha.',
      `Buscas no marketplace que serão tentadas de novo: ${named.join('; ')}. Veja uma com "hub event show ID".`,
    ),
  ]
}

const BLOCKERS_SHOWN_MAX = 3

/** Names the transactions and sessions that hold the queue or the whole database up. */
export async function examineQueueBlockers(rooms: HubRooms): Promise<readonly Finding[]> {
  const { found, hidden } = await rooms.blockers()
  const rest = found.length - BLOCKERS_SHOWN_MAX
  const more = rest > 0 ? ` E mais ${rest}: veja ops.blockers().` : ''
  const shown = found.slice(0, BLOCKERS_SHOWN_MAX).map(({ frase }) => sentence(frase))
  return [
    findingOf(
      'bloqueios',
      found.length === 0,
      hidden === null
        ? 'Nenhuma transação ou sessão segura o banco.'
        : `Nada que se veja segura o banco; ${hidden}.`,
      shown.join(' ') + more,
    ),
  ]
}
