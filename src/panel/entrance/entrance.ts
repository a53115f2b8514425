/** What people may enter by, as the settings say. */
import type { Sso } from './sso.ts'

export interface Entrance {
  /** False: by SSO only. */
  readonly passwordLogin: boolean
  /** Null: no identity provider is set. */
  readonly sso: Sso | null
}
