/** Makes the ways to sign in to the panel, from the settings. */
import type { Config } from '../settings/config.ts'
import type { Clock } from '../core/clock.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Entrance } from '../panel/entrance/entrance.ts'
import { createSso } from '../panel/entrance/sso.ts'

export function openEntrance(config: Config, secrets: Secrets, clock: Clock): Entrance {
  const { oidcIssuer: issuer, oidcClientId: clientId, panelUrl } = config
  const passwordLogin = config.panelPasswordLogin === 'on'
  if (issuer === null || clientId === null || panelUrl === null) return { passwordLogin, sso: null }
  const sso = createSso({
    issuer,
    clientId,
    clientSecret: config.oidcClientSecret,
    scopes: config.oidcScopes,
    claimNames: { papel: config.oidcRoleClaim, tenants: config.oidcTenantsClaim },
    panelUrl,
    timeoutMs: config.outboundTimeoutMs,
    clock,
    secrets,
  })
  return { passwordLogin, sso }
}
