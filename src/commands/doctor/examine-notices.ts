/** Whether notices reach anybody: which gateways are set, and whose orders have nowhere to be announced. */
import * as v from 'valibot'
import type { Config } from '../../settings/config.ts'
import { type ScopedQuery, sql } from '../../db/connect/query.ts'
import { localMeans } from '../../wiring/notice-drivers.ts'
import type { Finding } from './finding.ts'

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
  const silent = localMeans(config).filter((meio) => meios.includes(meio))
  return [
    silent.length === 0
      ? { nome: 'avisos', situacao: 'ok', detalhe: 'Todo meio de aviso em uso tem um gateway.' }
      : {
          nome: 'avisos',
          situacao: 'aviso',
          detalhe: `Nenhum gateway de ${silent.join(', ')}: os avisos são só registrados, e nenhum cliente os recebe. Configure ${silent.map((meio) => `NOTIFY_${meio}`).join(', ')}.`,
        },
    semDestino === 0
      ? { nome: 'destinos', situacao: 'ok', detalhe: 'Nenhum aviso ficou sem telefone ou e-mail.' }
      : {
          nome: 'destinos',
          situacao: 'aviso',
          detalhe: `${semDestino} avisos sem telefone ou e-mail: ninguém foi avisado; veja /outbox/avisos no painel.`,
        },
    incertas === 0
      ? { nome: 'incertos', situacao: 'ok', detalhe: 'De todo aviso se sabe se saiu.' }
      : {
          nome: 'incertos',
          situacao: 'aviso',
          detalhe: `${incertas} avisos de que não se sabe se saíram: decida em /outbox/avisos no painel.`,
        },
  ]
}
