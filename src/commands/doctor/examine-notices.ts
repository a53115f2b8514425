/** Checks whether notices reach customers: which gateways are set, and which notices have no destination or an unknown outcome. */
import * as v from 'valibot'
import { type ScopedQuery, sql } from '../../db/connect/query.ts'
import type { Config } from '../../settings/config.ts'
import { localMedia } from '../../wiring/notice-drivers.ts'
import { type Finding, findingOf } from './finding.ts'

const Counts = v.object({
  meios: v.array(v.string()),
  semDestino: v.number(),
  incertas: v.number(),
})

export async function examineNotices(
  config: Config,
  all: ScopedQuery,
): Promise<readonly Finding[]> {
  const { meios, semDestino, incertas } = await all.one(sql.type(Counts)`
    select
      array(select distinct t.meio_aviso::text from ops.tenant as t order by 1) as meios,
      n.sem_destino::int as "semDestino",
      n.incertas::int as incertas
    from measures.panel_now() as n`)
  const silent = localMedia(config).filter((means) => meios.includes(means))
  const settings = silent.map((means) => `NOTIFY_${means}`).join(', ')
  return [
    findingOf(
      'avisos',
      silent.length === 0,
      'Todo meio de aviso em uso tem um gateway.',
      `Nenhum gateway de ${silent.join(', ')}: os avisos são só registrados, e nenhum cliente os recebe. Configure ${settings}.`,
    ),
    findingOf(
      'destinos',
      semDestino === 0,
      'Nenhum aviso ficou sem telefone ou e-mail.',
      `${semDestino} avisos sem telefone ou e-mail: ninguém foi avisado; veja /outbox/avisos no painel.`,
    ),
    findingOf(
      'incertos',
      incertas === 0,
      'De todo aviso se sabe se saiu.',
      `${incertas} avisos de que não se sabe se saíram: decida em /outbox/avisos no painel.`,
    ),
  ]
}
