/** Makes the drivers that send notices of each kind, from the settings. */
import type { Config } from '../settings/config.ts'
import type { Driver } from '../notifications/driver.ts'
import type { Medium } from '../notifications/notice.ts'
import { parseDriver } from '../notifications/parse-driver.ts'

type NoticeConfig = Pick<Config, 'notifyEmail' | 'notifySms' | 'notifyWhatsapp'>

/** Throws HubError config_invalid. */
export function noticeDrivers(config: NoticeConfig): Readonly<Record<Medium, Driver>> {
  return {
    EMAIL: parseDriver(config.notifyEmail),
    SMS: parseDriver(config.notifySms),
    WHATSAPP: parseDriver(config.notifyWhatsapp),
  }
}

/** The kinds of notice without a gateway in the settings: they are recorded and sent to nobody. */
export function localMedia(config: NoticeConfig): readonly Medium[] {
  const drivers = noticeDrivers(config)
  return MEDIA.filter((medium) => drivers[medium].kind === 'local')
}

const MEDIA = ['EMAIL', 'SMS', 'WHATSAPP'] as const satisfies readonly Medium[]
