/**
 * Turns the environment into one frozen, typed Config. It reports all problems at once, in sentences for the operator
 * that never repeat a value. settings.ts lists the settings.
 */
import { readFileSync } from 'node:fs'
import { HubError } from '../core/errors.ts'
import { isLoopback } from '../core/http/address-list.ts'
import { type Environment, readSetting } from './read-setting.ts'
import { settings, type SettingValues } from './settings.ts'

/** Durations are in milliseconds. Null stands for a setting that was left out. `tls` is null for plain HTTP. */
export type Config = Omit<SettingValues, 'tlsCertFile' | 'tlsKeyFile'> & {
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null
}

type ReadFile = (path: string) => string

/**
 * Reads every setting from `env`; an empty one counts as left out. `readFile` returns the text of a file.
 * @throws HubError config_invalid, with one sentence for each problem in `problems`
 */
export function loadConfig(
  env: Environment,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): Config {
  const problems: string[] = []
  const good = new Map<string, unknown>()
  for (const [key, setting] of Object.entries(settings)) {
    const reading = readSetting(setting, env, readFile)
    if (reading.ok) good.set(key, reading.value)
    else problems.push(reading.problem)
  }
  // The parser of each setting made its value, so the type holds. A rule runs only if all its settings are valid.
  const values = Object.fromEntries(good) as SettingValues
  for (const { about, broken, sentence } of rules) {
    if (about.every((key) => good.has(key)) && broken(values, readFile)) problems.push(sentence)
  }
  if (problems.length > 0) {
    const list = problems.map((each) => `\n- ${each}`).join('')
    const message = `Configuração inválida; corrija e inicie de novo:${list}`
    throw new HubError('config_invalid', message, { problems })
  }
  const { tlsCertFile: certFile, tlsKeyFile: keyFile, ...rest } = values
  const tls = certFile === null || keyFile === null ? null : Object.freeze({ certFile, keyFile })
  return Object.freeze({ ...rest, tls })
}

interface Rule {
  readonly about: readonly (keyof SettingValues)[]
  readonly broken: (values: SettingValues, readFile: ReadFile) => boolean
  readonly sentence: string
}

/** The problems that no single setting shows. */
const rules: readonly Rule[] = [
  {
    about: ['databaseUrl', 'migrateDatabaseUrl'],
    broken: (v) => v.migrateDatabaseUrl !== null && v.databaseUrl === null,
    sentence: 'MIGRATE_DATABASE_URL só vale junto de DATABASE_URL: informe os dois.',
  },
  {
    about: ['tlsCertFile'],
    broken: (v, readFile) => unreadable(v.tlsCertFile, readFile),
    sentence: 'TLS_CERT_FILE não pôde ser lido: confira o caminho e as permissões do arquivo.',
  },
  {
    about: ['tlsKeyFile'],
    broken: (v, readFile) => unreadable(v.tlsKeyFile, readFile),
    sentence: 'TLS_KEY_FILE não pôde ser lido: confira o caminho e as permissões do arquivo.',
  },
  {
    about: ['tlsCertFile', 'tlsKeyFile'],
    broken: (v) => (v.tlsCertFile === null) !== (v.tlsKeyFile === null),
    sentence: 'TLS_CERT_FILE e TLS_KEY_FILE só valem juntos: informe os dois.',
  },
  {
    about: ['publicHost', 'tlsCertFile', 'tlsKeyFile', 'trustedProxies'],
    broken: (v) =>
      !isLoopback(v.publicHost) &&
      v.tlsCertFile === null &&
      v.tlsKeyFile === null &&
      v.trustedProxies.length === 0,
    sentence:
      'PUBLIC_HOST fora da máquina local exige TLS: informe TLS_CERT_FILE e TLS_KEY_FILE, ou TRUSTED_PROXIES se um proxy já o termina.',
  },
  {
    about: ['internalHost', 'metricsToken'],
    broken: (v) => !isLoopback(v.internalHost) && v.metricsToken === null,
    sentence: 'INTERNAL_HOST fora da máquina local exige METRICS_TOKEN: informe um.',
  },
  {
    about: ['publicHost', 'publicPort', 'internalHost', 'internalPort'],
    broken: (v) =>
      v.publicHost === v.internalHost && v.publicPort === v.internalPort && v.publicPort !== 0,
    sentence: 'PUBLIC_PORT e INTERNAL_PORT são iguais no mesmo endereço: troque um deles.',
  },
  {
    about: ['panelUrl'],
    broken: (v) => v.panelUrl?.startsWith('http:') === true && !isLoopback(hostOf(v.panelUrl)),
    sentence:
      'PANEL_URL fora da máquina local deve ser https://: o navegador só guarda a sessão sob TLS.',
  },
  {
    about: ['oidcIssuer', 'oidcClientId', 'panelUrl'],
    broken: (v) => v.oidcIssuer !== null && (v.oidcClientId === null || v.panelUrl === null),
    sentence: 'OIDC_ISSUER exige OIDC_CLIENT_ID e PANEL_URL: informe os dois.',
  },
  {
    about: ['oidcIssuer', 'panelPasswordLogin'],
    broken: (v) => v.panelPasswordLogin === 'off' && v.oidcIssuer === null,
    sentence: 'PANEL_PASSWORD_LOGIN=off sem OIDC_ISSUER não deixaria ninguém entrar: informe um.',
  },
]

function hostOf(url: string): string {
  return new URL(url).hostname
}

function unreadable(path: string | null, readFile: ReadFile): boolean {
  if (path === null) return false
  try {
    readFile(path)
    return false
  } catch {
    return true
  }
}
