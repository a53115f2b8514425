/** The key of a mapping, as forms carry it. Forms carry no id, because a mapping that is made again has another one. */
import { externalKey } from '../../core/text/external-key.ts'
import { isId } from '../../core/id.ts'
import type { Typed } from '../requests/read-form.ts'

export interface MappingKey {
  /** Null means every tenant. */
  readonly tenantId: string | null
  readonly canal: string
  readonly externo: string
}

/** Null if what was typed names no mapping. */
export function typedKey(typed: Typed): MappingKey | null {
  const { tenant = '', canal = '' } = typed
  const externo = externalKey(typed['externo'] ?? '')
  if (externo === '' || (tenant !== 'todas' && !isId(tenant))) return null
  return { tenantId: tenant === 'todas' ? null : tenant, canal, externo }
}
