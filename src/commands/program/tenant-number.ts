/** A tenant's number, as an option brings it. */
import { HubError } from '../../core/errors.ts'

/** Throws HubError usage_invalid for anything but a whole number from 1 that a double holds exactly. */
export function tenantNumber(text: string): number {
  const number = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NaN
  if (Number.isSafeInteger(number)) return number
  throw new HubError('usage_invalid', 'O número de um tenant é inteiro, de 1 a 9007199254740991.')
}
