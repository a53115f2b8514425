/**
 * Answers what a handler throws. The database's refusals reach the caller with their own sentence. While the database is
 * away the answer is 503. Anything else is logged, and the caller learns only that something failed.
 */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Logger } from '../core/log.ts'
import { problem, problemResponse } from '../core/http/problem.ts'
import { isTransient } from '../db/connect/sql-state.ts'
import { refusalOf } from '../db/connect/refusal.ts'

/** For hono's `onError`. */
export function answerError(log: Logger) {
  return (error: Error, c: Context): Response => {
    if (error instanceof HTTPException) return httpProblem(error.status)
    const refusal = refusalOf(error)
    if (refusal !== null) {
      const { status, codigo, sentence: detail } = refusal
      return problemResponse(problem(status, codigo, { detail }))
    }
    if (isTransient(error)) {
      log.warn({ err: error, path: c.req.routePath }, 'api request met an unavailable database')
      return problemResponse(
        problem(503, 'banco_indisponivel', {
          detail: 'O banco de dados não está respondendo: tente de novo em instantes.',
        }),
        { 'retry-after': '2' },
      )
    }
    log.error({ err: error, path: c.req.routePath }, 'api request failed')
    return problemResponse(
      problem(500, 'erro_interno', {
        detail: 'Algo falhou aqui dentro: o registro do serviço diz o quê.',
      }),
    )
  }
}

function httpProblem(status: number): Response {
  return status === 413
    ? problemResponse(
        problem(413, 'corpo_grande', { detail: 'O corpo passa do limite desta rota.' }),
      )
    : problemResponse(
        problem(status, 'json_invalido', { detail: 'O corpo não é JSON válido em UTF-8.' }),
      )
}
