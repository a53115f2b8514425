/** Simulates or applies an import of lines. The database tells the effect line by line. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import type { CsvLine } from './csv-lines.ts'
import type { MappingKind } from '../mapping-kind.ts'

const Imported = v.object({
  novos: v.number(),
  mudam: v.number(),
  iguais: v.number(),
  erros: v.number(),
  /** How many events a simulated import would release. */
  eventosLiberados: v.optional(v.number()),
  /** The release that an applied import has asked for. */
  liberacao: v.optional(v.string()),
  /** SHA-256 of the simulation. An import that would do anything else is refused. */
  resumo: v.string(),
  linhas: v.array(
    v.object({
      linha: v.number(),
      externo: v.nullable(v.string()),
      de: v.nullable(v.string()),
      deTerminal: v.optional(v.nullable(v.boolean())),
      para: v.nullable(v.string()),
      terminal: v.optional(v.boolean()),
      situacao: v.picklist(['NOVO', 'MUDA', 'IGUAL', 'ERRO']),
      erro: v.nullable(v.string()),
    }),
  ),
})

export type ImportTold = v.InferOutput<typeof Imported>

interface ImportOptions {
  readonly kind: MappingKind
  /** `todas` means every tenant. */
  readonly tenant: string
  readonly lines: readonly CsvLine[]
  /** The `resumo` of the simulation that the person has seen; null to simulate. */
  readonly resumo: string | null
}

/** Throws the refusal of the database. */
export async function runImport(
  query: Query,
  operator: Operator,
  { kind, tenant, lines, resumo }: ImportOptions,
): Promise<ImportTold> {
  const routine =
    kind === 'sku'
      ? sql.fragment`processing.import_sku_mappings`
      : sql.fragment`processing.import_status_mappings`
  return query.as({ ...operator, statementTimeoutMs: 30_000 }).oneFirst(sql.type(
    v.object({ told: Imported }),
  )`
    select ${routine}(
      ${tenant === 'todas' ? null : tenant}::bigint, 'ML', ${JSON.stringify(lines)}::jsonb, ${resumo === null},
      ${operator.ator}, ${tenantList(operator)}, ${resumo}
    ) as told`)
}
