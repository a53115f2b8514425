/** The panel's part of the table in settings.ts: its address, who may sign in, and how. */
import { parseSetting as parse } from './parse-setting.ts'
import type { Setting } from './read-setting.ts'

export const panelSettings = {
  panelUrl: {
    name: 'PANEL_URL',
    default: null,
    parse: parse.origin,
    description: 'Address at which browsers reach the panel; needed by `OIDC_ISSUER`',
  },
  panelPasswordLogin: {
    name: 'PANEL_PASSWORD_LOGIN',
    default: 'on',
    parse: parse.oneOf(['on', 'off']),
    description: '`off`: operators sign in by OpenID Connect only',
  },
  oidcIssuer: {
    name: 'OIDC_ISSUER',
    default: null,
    parse: parse.issuer,
    description:
      'OpenID Connect provider by which operators may enter, such as `https://id.exemplo.com.br/realms/hub`. It sends them back to `PANEL_URL/entrar/sso/volta`',
  },
  oidcClientId: {
    name: 'OIDC_CLIENT_ID',
    default: null,
    parse: parse.word(1),
    description: 'The client that this hub is at the provider; needed by `OIDC_ISSUER`',
  },
  oidcClientSecret: {
    name: 'OIDC_CLIENT_SECRET',
    default: null,
    parse: parse.word(1),
    description: 'Its secret. Unset: a public client, which PKCE alone protects',
    secret: true,
  },
  oidcScopes: {
    name: 'OIDC_SCOPES',
    default: 'openid profile email',
    parse: parse.scopes,
    description: 'What is asked of the provider, so that it gives the claims below',
  },
  oidcRoleClaim: {
    name: 'OIDC_ROLE_CLAIM',
    default: 'papel',
    parse: parse.word(1),
    description:
      'Claim with the papel, alone or in a list; a name with dots leads into an object (`realm_access.roles`). Who has none, or several, is refused',
  },
  oidcTenantsClaim: {
    name: 'OIDC_TENANTS_CLAIM',
    default: null,
    parse: parse.word(1),
    description:
      'Claim with the tenants: `todos`, or a list of numbers. Unset: a new operator sees all, and an admin may narrow that in the panel',
  },
  panelReadOnly: {
    name: 'PANEL_READ_ONLY',
    default: 'off',
    parse: parse.oneOf(['off', 'on']),
    description:
      '`on`: the panel shows and changes nothing, whatever the papel, as during a migration or an incident',
  },
} as const satisfies Record<string, Setting>
