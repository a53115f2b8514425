/** The settings `NOTIFY_…` → a driver. */
import { HubError } from '../core/errors.ts'
import type { Driver } from './driver.ts'
import { createHttpDriver } from './http-driver.ts'

export const localDriver: Driver = { kind: 'local' }

/** Takes `local:`, or the `http(s)://` address of a gateway, which may have `user:password@`. Throws HubError config_invalid. */
export function parseDriver(text: string): Driver {
  if (text === 'local:') return localDriver
  if (URL.canParse(text)) {
    const url = new URL(text)
    if (url.protocol === 'http:' || url.protocol === 'https:') return createHttpDriver(url)
  }
  throw new HubError(
    'config_invalid',
    'O destino dos avisos deve ser local: ou um endereço http:// ou https://; corrija NOTIFY_EMAIL, NOTIFY_SMS ou NOTIFY_WHATSAPP.',
  )
}
