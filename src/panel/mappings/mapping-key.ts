/** What a mapping maps, as forms carry it: an id does not outlive a removal. */
import { externalKey } from '../../core/text/external-key.ts'
import { isId } from '../../core/id.ts'
import type { Typed } from '../requests/read-form.ts'

export interface MappingKey {
  /** Null: for every tenant. */
  readonly tenantId: string | null
  readonly canal: string
  readonly externo: string
}

/** Null where what was typed names no mapping. */
export function typedKey(typed: Typed): MappingKey | null {
  const { tenant = '', canal = '' } = typed
  const externo = externalKey(typed['externo'] ?? '')
  if (externo === '' || (tenant !== 'todas' && !isId(tenant))) return null
  return { tenantId: tenant === 'todas' ? null : tenant, canal, externo }
}
