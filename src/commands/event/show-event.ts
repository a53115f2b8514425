/** Shows one event with its attempts, its row in the queue and its payload, masked. */
import * as v from 'valibot'
import { HubError } from '../../core/errors.ts'
import { maskDeep } from '../../core/text/mask-deep.ts'
import { sql } from '../../db/connect/query.ts'
import type { CommandIo } from '../program/command-io.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult } from '../program/print-result.ts'

const nullableText = v.nullable(v.string())
const instant = v.pipe(
  v.date(),
  v.transform((at) => at.toISOString()),
)

const Event = v.object({
  id: v.string(),
  canal: v.string(),
  tenantId: v.string(),
  externalId: v.string(),
  tipo: v.string(),
  versao: nullableText,
  status: v.string(),
  origem: v.string(),
  receivedAt: instant,
  processedAt: v.nullable(instant),
  erro: nullableText,
  reprocessCount: v.number(),
  duplicadoDe: nullableText,
  traceId: v.string(),
  payload: v.unknown(),
})

const Attempt = v.object({
  destino: v.string(),
  tentativa: v.number(),
  resultado: v.string(),
  sqlstate: nullableText,
  erro: nullableText,
  worker: nullableText,
  em: instant,
})

const Queued = v.object({
  destino: v.string(),
  status: v.string(),
  motivo: nullableText,
  tentativas: v.number(),
  proximaTentativaEm: v.nullable(instant),
  bloqueadoPor: nullableText,
  ultimoErro: nullableText,
})

/** Throws HubError not_found. */
export async function showEvent(
  io: CommandIo,
  id: string,
  json: boolean | undefined,
): Promise<void> {
  const shown = await withDatabase(io, ({ all }) =>
    all.transaction(async (statements) => {
      const event = await statements.maybeOne(sql.type(Event)`
        select
          e.id, e.canal, e.tenant_id as "tenantId", e.external_id as "externalId", e.tipo,
          e.versao::text as versao, e.status, e.origem, e.received_at as "receivedAt",
          e.processed_at as "processedAt", e.error_msg as erro, e.reprocess_count as "reprocessCount",
          e.duplicado_de as "duplicadoDe", e.trace_id as "traceId", p.payload_json as payload
        from ops.evento as e
        join ops.evento_payload as p on p.id = e.id
        where e.id = ${id}::bigint`)
      if (event === null) throw new HubError('not_found', `O evento ${id} não existe.`)
      const attempts = await statements.any(sql.type(Attempt)`
        select t.destino, t.tentativa, t.resultado, t.sqlstate, t.erro, t.worker, t.em
        from ops.tentativa as t
        where t.evento_id = ${id}::bigint
        order by t.id`)
      const queued = await statements.maybeOne(sql.type(Queued)`
        select
          o.destino, o.status, o.motivo, o.tentativas, o.proxima_tentativa_em as "proximaTentativaEm",
          o.bloqueado_por as "bloqueadoPor", o.ultimo_erro as "ultimoErro"
        from ops.outbox as o
        where o.id = ${id}::bigint`)
      return { ...event, payload: maskDeep(event.payload), tentativas: attempts, fila: queued }
    }),
  )
  printResult(io, json, shown, () => described(shown))
}

function described({
  tentativas,
  fila,
  payload,
  ...event
}: Omit<v.InferOutput<typeof Event>, 'payload'> & {
  readonly payload: unknown
  readonly tentativas: readonly v.InferOutput<typeof Attempt>[]
  readonly fila: v.InferOutput<typeof Queued> | null
}): string {
  const facts = Object.entries(event)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(16)}${value}`)
  const queue =
    fila === null
      ? 'não está na fila'
      : [fila.status, fila.motivo, fila.proximaTentativaEm, fila.ultimoErro]
          .filter((part) => part !== null)
          .join(' · ')
  const attempts = tentativas.map(
    (t) => `  ${t.em}  ${t.destino} ${t.tentativa}: ${t.resultado} ${t.erro ?? ''}`,
  )
  return [
    ...facts,
    `${'fila'.padEnd(16)}${queue}`,
    ...(attempts.length === 0 ? [] : ['tentativas sem sucesso:', ...attempts]),
    'payload (mascarado):',
    JSON.stringify(payload, null, 2),
  ].join('\n')
}
