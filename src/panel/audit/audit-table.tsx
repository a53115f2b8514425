/** The rows of the audit: when, who, what, to what and why. Nobody can change them. */
import { typeWord } from '../pieces/words.ts'
import { maskText } from '../../core/text/mask.ts'
import type { Role } from '../session/permissions.ts'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { Table } from '../pieces/table.tsx'
import { type Stores, storeText } from '../session/stores.ts'
import { actText } from './act-text.ts'
import type { AuditRow } from './find-audit.ts'
import { ObjectLink } from './object-link.tsx'
import { maskDeep } from '../../core/text/mask-deep.ts'

interface AuditTableProps {
  readonly rows: readonly AuditRow[]
  readonly stores: Stores
  readonly role: Role
}

const COLUMNS = ['Quando', 'Quem', 'O quê', 'A quê', 'Loja', 'Por quê']

export function AuditTable({ rows, stores, role }: AuditTableProps) {
  return (
    <div class="audit">
      <Table titulo="Auditoria" colunas={COLUMNS}>
        {rows.map((row) => (
          <tr>
            <td class="tight">
              <Moment at={row.em} />
            </td>
            <td class="who-acted">
              <a href={`/auditoria?ator=${encodeURIComponent(row.ator)}`}>
                <InertText text={row.ator} />
              </a>
            </td>
            <td>
              {actText(row.acao)}
              <small class="mono">{row.acao}</small>
            </td>
            <td>
              <ObjectLink row={row} papel={role} />
            </td>
            <td>
              {row.tenantId === null ? (
                <span class="none">—</span>
              ) : (
                storeText(stores, row.tenantId)
              )}
            </td>
            <td class="why">
              {row.motivo === null ? null : <InertText text={maskText(row.motivo)} />}
              <Details row={row} />
            </td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

function Details({ row }: { row: AuditRow }) {
  const facts = detailFacts(row.detalhe)
  if (facts.length === 0) return row.motivo === null ? <span class="none">—</span> : null
  return (
    <dl class="details">
      {facts.map(([name, value]) => (
        <div>
          <dt>
            <InertText text={name} />
          </dt>
          <dd>
            <InertText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The UUID that distinguishes a second click from a second act says nothing to a reader. */
const MECHANISM = ['chave']

/** What an act noted beside the reason, as names and values: `anterior.interno: INT-1`. Masked, as on every screen. */
function detailFacts(
  detalhe: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, value: string])[] {
  return flat(maskDeep(detalhe), '').filter(([name]) => !MECHANISM.includes(name))
}

function flat(value: unknown, name: string): (readonly [string, string])[] {
  if (Array.isArray(value)) return [[name, value.map(textOf).join(', ') || '—']]
  if (typeof value !== 'object' || value === null) return [[name, shownValue(name, value)]]
  return Object.entries(value).flatMap(([key, inner]) =>
    flat(inner, name === '' ? key : `${name}.${key}`),
  )
}

/** A status or a type as people read it. */
function shownValue(name: string, value: unknown): string {
  const text = textOf(value)
  return /(?:^|\.)(?:status\w*|tipo)$/.test(name) ? typeWord(text) : text
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'boolean') return value ? 'sim' : 'não'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
