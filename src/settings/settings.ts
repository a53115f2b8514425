/**
 * Every setting of the service by its name in Config, in the order of the docs. `loadConfig` parses by this table, and
 * scripts/settings-table.ts prints it. To add a setting, add it here.
 */
import { LOG_LEVELS } from '../core/log.ts'
import { panelSettings } from './panel-settings.ts'
import { parseSetting as parse, type SettingParser } from './parse-setting.ts'
import type { Setting } from './read-setting.ts'

const ROOMS = ['ingress', 'relay', 'schedule', 'internal'] as const

export const settings = {
  databaseUrl: {
    name: 'DATABASE_URL',
    default: null,
    parse: parse.databaseUrl,
    description:
      'PostgreSQL 15 or newer to use, as `hub_service`. Unset: an embedded PostgreSQL 18 under `DATA_DIR`',
    secret: true,
  },
  migrateDatabaseUrl: {
    name: 'MIGRATE_DATABASE_URL',
    default: null,
    parse: parse.databaseUrl,
    description:
      'The same database as its owner or administrator, for migrations alone. Unset: `DATABASE_URL`',
    secret: true,
  },
  dataDir: {
    name: 'DATA_DIR',
    default: '.data',
    parse: parse.path,
    description: 'Where the embedded database and the generated secrets key are kept',
  },
  publicHost: {
    name: 'PUBLIC_HOST',
    default: '127.0.0.1',
    parse: parse.host,
    description:
      'Address of the webhook listener. Beyond loopback it needs the TLS files or `TRUSTED_PROXIES`',
  },
  publicPort: {
    name: 'PUBLIC_PORT',
    default: '8080',
    parse: parse.whole(0, 65_535),
    description: 'Port of the webhook listener; 0 takes any free one',
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    default: null,
    parse: parse.origin,
    description:
      'Address at which the webhook listener is reached from outside, as connectors show it. Unset: made of the host and port',
  },
  internalHost: {
    name: 'INTERNAL_HOST',
    default: '127.0.0.1',
    parse: parse.host,
    description:
      'Address of the internal listener (API, health, metrics). Beyond loopback it needs `METRICS_TOKEN`',
  },
  internalPort: {
    name: 'INTERNAL_PORT',
    default: '8081',
    parse: parse.whole(0, 65_535),
    description: 'Port of the internal listener; 0 takes any free one',
  },
  rooms: {
    name: 'ROOMS',
    default: ROOMS.join(','),
    parse: parse.someOf(ROOMS),
    description: 'What this process does',
  },
  secretsKeyring: {
    name: 'SECRETS_KEY',
    default: null,
    parse: parse.keyring,
    description:
      'Key of the connector secrets: base64 of 32 bytes, or several `kid:base64`, the first of which seals. Unset: one is made under `DATA_DIR`',
    secret: true,
  },
  tlsCertFile: {
    name: 'TLS_CERT_FILE',
    default: null,
    parse: parse.path,
    description: 'PEM certificate chain of the webhook listener',
  },
  tlsKeyFile: {
    name: 'TLS_KEY_FILE',
    default: null,
    parse: parse.path,
    description: 'PEM private key of the webhook listener',
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    default: '',
    parse: parse.cidrs,
    description:
      'IPs or CIDRs of the proxies that end TLS in front of the listeners; only theirs `X-Forwarded-For` is believed',
  },
  relayBatch: {
    name: 'RELAY_BATCH',
    default: '1000',
    parse: parse.whole(1, 5000),
    description: 'Most outbox rows that one relay step takes',
  },
  relayWorkers: {
    name: 'RELAY_WORKERS',
    default: '2',
    parse: parse.whole(1, 32),
    description: 'Relay steps that run side by side in this process',
  },
  backoffMs: {
    name: 'BACKOFF',
    default: '30s,2min,10min',
    parse: parse.durations,
    description:
      'Waits before each retry (`ms`, `s`, `min`, `h`); after the last one a row is MORTO',
  },
  outboundTimeoutMs: {
    name: 'OUTBOUND_TIMEOUT',
    default: '5s',
    parse: parse.duration(5000, '5s'),
    description: 'Longest wait for any answer from outside; 5s at most',
  },
  mlApiUrl: {
    name: 'ML_API_URL',
    default: 'https://api.mercadolibre.com',
    parse: parse.origin,
    description: 'The Mercado Livre API; every request for data goes there',
  },
  mlAuthUrl: {
    name: 'ML_AUTH_URL',
    default: 'https://auth.mercadolivre.com.br',
    parse: parse.origin,
    description: 'Where sellers authorize the application',
  },
  mlAppRate: {
    name: 'ML_APP_RATE',
    default: '4',
    parse: parse.whole(1, 1000),
    description: 'Requests a second to the Mercado Livre API, at most, of one application',
  },
  mlSellerRate: {
    name: 'ML_SELLER_RATE',
    default: '4',
    parse: parse.whole(1, 1000),
    description: 'Requests a second to the Mercado Livre API, at most, for one seller',
  },
  mlFirstReadingMaxAgeMs: {
    name: 'ML_FIRST_READING_MAX_AGE',
    default: '168h',
    parse: parse.duration(315_360_000_000, '87600h'),
    description:
      'An order whose state at Mercado Livre is older than this when it is first read is made, and nobody is notified of it',
  },
  notifyEmail: driver('NOTIFY_EMAIL', 'e-mail'),
  notifySms: driver('NOTIFY_SMS', 'SMS'),
  notifyWhatsapp: driver('NOTIFY_WHATSAPP', 'WhatsApp'),
  logLevel: {
    name: 'LOG_LEVEL',
    default: 'info',
    parse: parse.oneOf(LOG_LEVELS),
    description: `One of ${LOG_LEVELS.join(', ')}`,
  },
  metricsToken: {
    name: 'METRICS_TOKEN',
    default: null,
    parse: parse.word(16),
    description:
      'Bearer token that `/metrics` asks for; needed when `INTERNAL_HOST` is not loopback',
    secret: true,
  },
  ...panelSettings,
} as const satisfies Record<string, Setting>

type Settings = typeof settings

/** The value of each setting by its parser; null for one that was left out and has no default. */
export type SettingValues = {
  readonly [K in keyof Settings]: Settings[K]['parse'] extends SettingParser<infer T>
    ? T | (Settings[K]['default'] extends string ? never : null)
    : never
}

/** The settings of the three channels of notices differ only in their names. */
function driver<const N extends string>(name: N, channel: string) {
  return {
    name,
    default: 'local:',
    parse: parse.driverUrl,
    description: `Where ${channel} notices go: \`local:\` keeps a readable record, an \`http(s)://\` gateway receives them`,
    secret: true,
  } as const
}
