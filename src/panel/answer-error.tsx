/** Answers what a handler throws: a page with one sentence. The log gets the rest. */
import { withWords } from './pieces/words.ts'
import { HTTPException } from 'hono/http-exception'
import type { Child } from 'hono/jsx'
import { HubError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import { isTransient, sqlState } from '../db/connect/sql-state.ts'
import { refusalOf } from '../db/connect/refusal.ts'
import type { PanelContext } from './panel-env.ts'
import { problemPage } from './pieces/problem-page.tsx'
import { actWords } from './resume/act-words.ts'
import { AgainForm } from './resume/again-form.tsx'
import { readKeptAct } from './resume/kept-act.ts'

/** For hono's `onError`. */
export function answerError(log: Logger) {
  return async (error: Error, c: PanelContext): Promise<Response> => {
    const again = await sendAgain(c)
    const refusal = refusalOf(error)
    if (refusal !== null) {
      return problemPage(
        c,
        refusal.status,
        TITLES[refusal.status],
        withWords(refusal.sentence),
        again,
      )
    }
    if (error instanceof HTTPException) {
      return problemPage(c, error.status, 'Pedido inválido', 'O formulário não pôde ser lido.')
    }
    if (error instanceof HubError && error.retryable) {
      return problemPage(c, 503, 'Agora não', error.message, again)
    }
    const path = c.req.routePath
    if (sqlState(error) === '57014') {
      log.warn({ err: error, path }, 'panel query took too long')
      const sentence =
        'A consulta demorou demais e foi interrompida: restrinja as datas ou a loja e tente de novo.'
      return problemPage(c, 503, 'Consulta demorada', sentence, again)
    }
    if (isTransient(error)) {
      log.warn({ err: error, path }, 'panel met an unavailable database')
      const sentence = 'O banco de dados não está respondendo: tente de novo em instantes.'
      return problemPage(c, 503, 'Banco indisponível', sentence, again)
    }
    log.error({ err: error, path }, 'panel request failed')
    const sentence = 'Algo falhou aqui dentro: o registro do serviço diz o quê.'
    return problemPage(c, 500, 'Erro interno', sentence, again)
  }
}

/** The form once more, so that what was typed is not lost. */
async function sendAgain(c: PanelContext): Promise<Child> {
  const words = actWords(c.req.path)
  const act = words === null ? null : await readKeptAct(c)
  if (words === null || act === null || act.incompleto) return null
  return (
    <section class="card narrow">
      <h2>{words.title}</h2>
      <AgainForm c={c} act={act} button="Enviar de novo" />
    </section>
  )
}

const TITLES = { 404: 'Não encontrado', 409: 'Não foi possível', 422: 'Não foi aceito' } as const
