/** Which transactions and sessions hold the database up: what they leave behind slows everything down, and nothing else tells. */
import * as v from 'valibot'
import { type ScopedQuery, sql } from '../../db/connect/query.ts'
import type { Finding } from './finding.ts'

const Blocker = v.object({ tipo: v.string(), frase: v.string() })

const SHOWN_MAX = 3

export async function examineBlockers(all: ScopedQuery): Promise<readonly Finding[]> {
  const seen = await all.any(sql.type(Blocker)`select b.tipo, b.frase from ops.blockers() as b`)
  const blockers = seen.filter(({ tipo }) => tipo !== 'SEM_VISAO')
  const hidden = seen.find(({ tipo }) => tipo === 'SEM_VISAO')
  if (blockers.length > 0) {
    const rest = blockers.length - SHOWN_MAX
    const more = rest > 0 ? ` E mais ${rest}: veja ops.blockers().` : ''
    const shown = blockers.slice(0, SHOWN_MAX).map(({ frase }) => sentence(frase))
    return [{ nome: 'bloqueios', situacao: 'aviso', detalhe: shown.join(' ') + more }]
  }
  const detalhe =
    hidden === undefined
      ? 'Nenhuma transação ou sessão segura o banco.'
      : `Nada que se veja segura o banco; ${hidden.frase}.`
  return [{ nome: 'bloqueios', situacao: 'ok', detalhe }]
}

/** Our SQL writes its sentences without a capital and without a full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
