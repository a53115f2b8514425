/** The ways to sign in that the settings allow. */
import type { Sso } from './sso.ts'

export interface Entrance {
  /** False means SSO only. */
  readonly passwordLogin: boolean
  /** Null if no identity provider is set. */
  readonly sso: Sso | null
}
