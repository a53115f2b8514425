/** What a bulk act does, for people, and who may have it done. */
import type { Permission } from '../session/permissions.ts'

export type LoteAcao = 'REPROCESSAR' | 'DEVOLVER' | 'DESCARTAR'

export const LOTE_ACOES = ['REPROCESSAR', 'DEVOLVER', 'DESCARTAR'] as const

const TEXTS: Readonly<Record<LoteAcao, string>> = {
  REPROCESSAR: 'Reprocessar eventos',
  DEVOLVER: 'Devolver à fila',
  DESCARTAR: 'Descartar da fila',
}

const PERMISSIONS: Readonly<Record<LoteAcao, Permission>> = {
  REPROCESSAR: 'evento.reprocessar',
  DEVOLVER: 'outbox.devolver',
  DESCARTAR: 'outbox.descartar',
}

export function loteAcaoText(acao: LoteAcao): string {
  return TEXTS[acao]
}

/** Beside `lote.executar`: what the act wants one by one it wants in bulk. */
export function loteAcaoPermission(acao: LoteAcao): Permission {
  return PERMISSIONS[acao]
}
