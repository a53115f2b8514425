/** What is not read at the marketplace yet, and why: a shipment that can't be read beside a good order is among it. */
import * as v from 'valibot'
import { type ScopedQuery, sql } from '../../db/connect/query.ts'
import type { Finding } from './finding.ts'

const Reason = v.object({ erro: v.string(), total: v.number(), exemplo: v.string() })

/** Of so many that wait. */
const LOOKED_AT = 10_000
const NAMED = 3

export async function examineFetches(all: ScopedQuery): Promise<readonly Finding[]> {
  const reasons = await all.any(sql.type(Reason)`
    select o.ultimo_erro as erro, count(*)::int as total, min(o.evento_id)::text as exemplo
    from (
      select e.ultimo_erro, e.evento_id
      from ops.outbox as e
      where e.destino = 'ENRIQUECER'
        and e.status = 'AGUARDANDO'
        and e.motivo in ('RETRY', 'ADIADO')
        and e.ultimo_erro is not null
      limit ${LOOKED_AT}
    ) as o
    group by o.ultimo_erro
    order by count(*) desc, o.ultimo_erro
    limit ${NAMED}`)
  const nome = 'buscas'
  if (reasons.length === 0) {
    return [{ nome, situacao: 'ok', detalhe: 'Nenhuma busca no marketplace espera por uma falha.' }]
  }
  const named = reasons.map(
    ({ erro, total, exemplo }) => `${total} por "${erro}" (evento ${exemplo})`,
  )
  const detalhe = `Buscas no marketplace que serão tentadas de novo: ${named.join('; ')}. Veja uma com "hub event show ID".`
  return [{ nome, situacao: 'aviso', detalhe }]
}
