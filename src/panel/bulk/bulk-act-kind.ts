/** The kinds of bulk acts: what each is called on screens, and which permission it needs. */
import type { Permission } from '../session/permissions.ts'

export type BulkActKind = 'REPROCESSAR' | 'DEVOLVER' | 'DESCARTAR'

export const BULK_ACT_KINDS = ['REPROCESSAR', 'DEVOLVER', 'DESCARTAR'] as const

const TEXTS: Readonly<Record<BulkActKind, string>> = {
  REPROCESSAR: 'Reprocessar eventos',
  DEVOLVER: 'Devolver à fila',
  DESCARTAR: 'Descartar da fila',
}

const PERMISSIONS: Readonly<Record<BulkActKind, Permission>> = {
  REPROCESSAR: 'evento.reprocessar',
  DEVOLVER: 'outbox.devolver',
  DESCARTAR: 'outbox.descartar',
}

export function bulkActText(kind: BulkActKind): string {
  return TEXTS[kind]
}

/** The permission of the same act on one event or row. A bulk act needs `lote.executar` beside it. */
export function bulkActPermission(kind: BulkActKind): Permission {
  return PERMISSIONS[kind]
}
