import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../../src/settings/config.ts'
import { HubError } from '../../../src/core/errors.ts'
import { generateKey } from '../../../src/core/secrets.ts'
import { settings } from '../../../src/settings/settings.ts'
import { MARK, ODD_TEXTS } from '../../support/ingress/odd-text.ts'

const files = (known: Record<string, string>) => (path: string) => {
  const text = known[path]
  if (text === undefined) throw new Error(`ENOENT ${path}`)
  return text
}

function problemsOf(env: Record<string, string>, known: Record<string, string> = {}): string[] {
  try {
    loadConfig(env, files(known))
  } catch (error) {
    assert.ok(error instanceof HubError)
    assert.equal(error.code, 'config_invalid')
    for (const problem of error.problems) assert.ok(error.message.includes(problem))
    return [...error.problems]
  }
  return []
}

test('an empty environment gives the documented defaults', () => {
  assert.deepEqual(loadConfig({}), {
    databaseUrl: null,
    migrateDatabaseUrl: null,
    dataDir: '.data',
    publicHost: '127.0.0.1',
    publicPort: 8080,
    publicUrl: null,
    internalHost: '127.0.0.1',
    internalPort: 8081,
    rooms: ['ingress', 'relay', 'schedule', 'internal'],
    secretsKeyring: null,
    tls: null,
    trustedProxies: [],
    relayBatch: 1000,
    relayWorkers: 2,
    backoffMs: [30_000, 120_000, 600_000],
    outboundTimeoutMs: 5000,
    mlApiUrl: 'https://api.mercadolibre.com',
    mlAuthUrl: 'https://auth.mercadolivre.com.br',
    mlAppRate: 4,
    mlSellerRate: 4,
    mlFirstReadingMaxAgeMs: 604_800_000,
    notifyEmail: 'local:',
    notifySms: 'local:',
    notifyWhatsapp: 'local:',
    logLevel: 'info',
    metricsToken: null,
    panelUrl: null,
    panelPasswordLogin: 'on',
    oidcIssuer: null,
    oidcClientId: null,
    oidcClientSecret: null,
    oidcScopes: 'openid profile email',
    oidcRoleClaim: 'papel',
    oidcTenantsClaim: null,
    panelReadOnly: 'off',
  })
})

test('every setting is read, trimmed, and an empty one counts as left out', () => {
  const config = loadConfig(
    {
      DATABASE_URL: ' postgresql://hub:s@db:5432/hub ',
      MIGRATE_DATABASE_URL: 'postgresql://dono:s@db:5432/hub',
      DATA_DIR: '/var/lib/hub',
      PUBLIC_HOST: '0.0.0.0',
      PUBLIC_PORT: '0',
      PUBLIC_URL: 'https://hub.exemplo.com.br/',
      INTERNAL_HOST: '[::]',
      INTERNAL_PORT: '0',
      ROOMS: 'relay, ingress',
      SECRETS_KEY: `nova:${generateKey()},velha:${generateKey()}`,
      TLS_CERT_FILE: '/tls/cert.pem',
      TLS_KEY_FILE: '/tls/key.pem',
      TRUSTED_PROXIES: '10.0.0.0/8, 192.168.1.10,fd00::/8',
      RELAY_BATCH: '100',
      RELAY_WORKERS: '4',
      BACKOFF: '50ms, 1s',
      OUTBOUND_TIMEOUT: '2.5s',
      ML_API_URL: 'http://127.0.0.1:9090',
      ML_AUTH_URL: 'http://127.0.0.1:9090',
      ML_APP_RATE: '10',
      ML_SELLER_RATE: '2',
      ML_FIRST_READING_MAX_AGE: '48h',
      NOTIFY_EMAIL: 'https://gateway.example/send',
      NOTIFY_SMS: '',
      LOG_LEVEL: 'DEBUG',
      METRICS_TOKEN: 'abcdefghijklmnop',
      PANEL_URL: 'https://painel.exemplo.com.br/',
      PANEL_PASSWORD_LOGIN: 'off',
      PANEL_READ_ONLY: 'on',
      OIDC_ISSUER: 'https://id.exemplo.com.br/realms/hub',
      OIDC_CLIENT_ID: 'hub',
      OIDC_CLIENT_SECRET: 'segredo-do-cliente',
      OIDC_SCOPES: 'openid papeis',
      OIDC_ROLE_CLAIM: 'realm_access.roles',
      OIDC_TENANTS_CLAIM: 'lojas',
    },
    files({ '/tls/cert.pem': 'c', '/tls/key.pem': 'k' }),
  )
  assert.deepEqual(
    { ...config, secretsKeyring: null },
    {
      databaseUrl: 'postgresql://hub:s@db:5432/hub',
      migrateDatabaseUrl: 'postgresql://dono:s@db:5432/hub',
      dataDir: '/var/lib/hub',
      publicHost: '0.0.0.0',
      publicPort: 0,
      publicUrl: 'https://hub.exemplo.com.br',
      internalHost: '::',
      internalPort: 0,
      rooms: ['ingress', 'relay'],
      secretsKeyring: null,
      tls: { certFile: '/tls/cert.pem', keyFile: '/tls/key.pem' },
      trustedProxies: ['10.0.0.0/8', '192.168.1.10/32', 'fd00::/8'],
      relayBatch: 100,
      relayWorkers: 4,
      backoffMs: [50, 1000],
      outboundTimeoutMs: 2500,
      mlApiUrl: 'http://127.0.0.1:9090',
      mlAuthUrl: 'http://127.0.0.1:9090',
      mlAppRate: 10,
      mlSellerRate: 2,
      mlFirstReadingMaxAgeMs: 172_800_000,
      notifyEmail: 'https://gateway.example/send',
      notifySms: 'local:',
      notifyWhatsapp: 'local:',
      logLevel: 'debug',
      metricsToken: 'abcdefghijklmnop',
      panelUrl: 'https://painel.exemplo.com.br',
      panelPasswordLogin: 'off',
      oidcIssuer: 'https://id.exemplo.com.br/realms/hub',
      oidcClientId: 'hub',
      oidcClientSecret: 'segredo-do-cliente',
      oidcScopes: 'openid papeis',
      oidcRoleClaim: 'realm_access.roles',
      oidcTenantsClaim: 'lojas',
      panelReadOnly: 'on',
    },
  )
  assert.equal(config.secretsKeyring?.current, 'nova')
  assert.deepEqual([...(config.secretsKeyring?.keys.keys() ?? [])], ['nova', 'velha'])
})

test('the config is frozen, lists included', () => {
  const config = loadConfig({})
  for (const part of [config, config.rooms, config.backoffMs, config.trustedProxies]) {
    assert.ok(Object.isFrozen(part))
  }
})

test('all problems are reported at once', () => {
  const problems = problemsOf({
    DATABASE_URL: 'mysql://db',
    PUBLIC_HOST: '0.0.0.0',
    PUBLIC_PORT: '70000',
    PUBLIC_URL: 'https://hub.exemplo.com.br/caminho',
    INTERNAL_HOST: '0.0.0.0',
    ROOMS: 'ingress,cozinha',
    SECRETS_KEY: 'curta',
    TRUSTED_PROXIES: '',
    RELAY_BATCH: '0',
    RELAY_WORKERS: '1.5',
    BACKOFF: '30',
    OUTBOUND_TIMEOUT: '6s',
    NOTIFY_SMS: 'ftp://gateway',
    LOG_LEVEL: 'alto',
    METRICS_TOKEN: 'curto',
  })
  const about = problems.map((problem) => /^[A-Z_]+/.exec(problem)?.[0])
  assert.deepEqual(about, [
    'DATABASE_URL',
    'PUBLIC_PORT',
    'PUBLIC_URL',
    'ROOMS',
    'SECRETS_KEY',
    'RELAY_BATCH',
    'RELAY_WORKERS',
    'BACKOFF',
    'OUTBOUND_TIMEOUT',
    'NOTIFY_SMS',
    'LOG_LEVEL',
    'METRICS_TOKEN',
    'PUBLIC_HOST',
  ])
  for (const problem of problems) assert.match(problem, /^[^\n]+\.$/)
})

test('an invalid setting causes no second problem', () => {
  const env = { PUBLIC_HOST: 'a b', TRUSTED_PROXIES: '10.0.0.0/33' }
  assert.equal(problemsOf(env).length, 2)
  assert.equal(problemsOf({ INTERNAL_HOST: '0.0.0.0', METRICS_TOKEN: 'curto' }).length, 1)
})

test('no problem repeats a value', () => {
  const canary = 'CANARIO-9'
  const names = [
    ...['DATABASE_URL', 'PUBLIC_PORT', 'ROOMS', 'SECRETS_KEY', 'TRUSTED_PROXIES', 'RELAY_BATCH'],
    ...['BACKOFF', 'OUTBOUND_TIMEOUT', 'NOTIFY_EMAIL', 'LOG_LEVEL', 'METRICS_TOKEN'],
    ...['TLS_CERT_FILE', 'TLS_KEY_FILE', 'PUBLIC_URL'],
  ]
  const problems = problemsOf(Object.fromEntries(names.map((name) => [name, canary])))
  assert.equal(problems.length, names.length)
  assert.ok(!problems.join().includes(canary))
})

test('every setting, and every file that holds one, is text in UTF-8', () => {
  // A half can't get here: it is no UTF-8, and has become U+FFFD.
  const odd = ODD_TEXTS.filter(({ text }) => text.includes('\0') || text.includes('\uFFFD'))
  let files = 0
  for (const setting of Object.values(settings)) {
    const names = 'secret' in setting ? ['', '_FILE'] : ['']
    for (const end of names) {
      for (const { text } of odd) {
        const name = `${setting.name}${end}`
        const [value, known] = end === '' ? [text, {}] : ['/s', { '/s': text }]
        const problems = problemsOf({ [name]: value }, known)
        assert.match(problems[0] ?? '', new RegExp(`^${name} deve ser texto em UTF-8`))
        assert.ok(!problems.join('').includes(MARK))
        if (end !== '') files++
      }
    }
  }
  assert.ok(files >= 10, String(files))
})

test('a secret may come from a file, without its last line end', () => {
  const known = { '/run/db': 'postgres://db/hub\n', '/run/token': 'abcdefghijklmnop\r\n' }
  const env = { DATABASE_URL_FILE: '/run/db', METRICS_TOKEN_FILE: '/run/token' }
  const config = loadConfig(env, files(known))
  assert.equal(config.databaseUrl, 'postgres://db/hub')
  assert.equal(config.metricsToken, 'abcdefghijklmnop')
})

test('a secret that is given twice, and a secret file that is missing or empty, are problems', () => {
  const [twice] = problemsOf(
    { DATABASE_URL: 'postgres://a/b', DATABASE_URL_FILE: '/run/db' },
    { '/run/db': 'postgres://a/b' },
  )
  assert.match(twice ?? '', /^DATABASE_URL e DATABASE_URL_FILE foram informados juntos/)
  assert.match(problemsOf({ SECRETS_KEY_FILE: '/nada' })[0] ?? '', /^SECRETS_KEY_FILE não pôde/)
  assert.match(problemsOf({ SECRETS_KEY_FILE: '/v' }, { '/v': '\n' })[0] ?? '', /^SECRETS_KEY deve/)
})

test('beyond loopback the webhook needs TLS files or trusted proxies', () => {
  const pem = { '/c': 'c', '/k': 'k' }
  assert.match(problemsOf({ PUBLIC_HOST: '0.0.0.0' })[0] ?? '', /^PUBLIC_HOST fora da máquina/)
  assert.deepEqual(problemsOf({ PUBLIC_HOST: '0.0.0.0', TRUSTED_PROXIES: '10.0.0.1' }), [])
  const both = { PUBLIC_HOST: 'hub.example', TLS_CERT_FILE: '/c', TLS_KEY_FILE: '/k' }
  assert.deepEqual(problemsOf(both, pem), [])
  for (const host of ['localhost', '127.8.8.8', '::1', '[::1]']) {
    assert.deepEqual(problemsOf({ PUBLIC_HOST: host }), [], host)
  }
  for (const host of ['127.example.com', '10.0.0.1', '::', 'localhost.example.com']) {
    assert.equal(problemsOf({ PUBLIC_HOST: host }).length, 1, host)
  }
})

test('a certificate without its key, or a missing one, is a problem', () => {
  assert.match(problemsOf({ TLS_CERT_FILE: '/c' }, { '/c': 'c' })[0] ?? '', /só valem juntos/)
  const gone = problemsOf({ TLS_CERT_FILE: '/c', TLS_KEY_FILE: '/k' }, { '/c': 'c' })
  assert.deepEqual(
    gone.map((problem) => problem.split(' ')[0]),
    ['TLS_KEY_FILE'],
  )
})

test('beyond loopback the metrics need a token', () => {
  assert.match(problemsOf({ INTERNAL_HOST: '0.0.0.0' })[0] ?? '', /^INTERNAL_HOST fora da máquina/)
  const env = { INTERNAL_HOST: '0.0.0.0', METRICS_TOKEN: 'abcdefghijklmnop' }
  assert.deepEqual(problemsOf(env), [])
})

test('one port can not serve both listeners, unless it is 0', () => {
  assert.equal(problemsOf({ PUBLIC_PORT: '9000', INTERNAL_PORT: '9000' }).length, 1)
  assert.deepEqual(problemsOf({ PUBLIC_PORT: '0', INTERNAL_PORT: '0' }), [])
})

test('OpenID Connect needs a provider under TLS, a client id and the panel’s address', () => {
  const whole = {
    OIDC_ISSUER: 'https://id.exemplo.com.br/realms/hub',
    OIDC_CLIENT_ID: 'hub',
    PANEL_URL: 'https://painel.exemplo.com.br',
    PANEL_PASSWORD_LOGIN: 'off',
  }
  assert.deepEqual(problemsOf(whole), [])
  for (const [without, says] of [
    ['OIDC_ISSUER', /^PANEL_PASSWORD_LOGIN=off sem OIDC_ISSUER/],
    ['OIDC_CLIENT_ID', /^OIDC_ISSUER exige OIDC_CLIENT_ID e PANEL_URL/],
    ['PANEL_URL', /^OIDC_ISSUER exige OIDC_CLIENT_ID e PANEL_URL/],
  ] as const) {
    const problems = problemsOf({ ...whole, [without]: '' })
    assert.equal(problems.length, 1, without)
    assert.match(problems[0] ?? '', says)
  }
  for (const issuer of [
    'http://127.0.0.1:9000',
    'http://localhost/realms/hub',
    'https://id.test/',
  ]) {
    assert.deepEqual(problemsOf({ ...whole, OIDC_ISSUER: issuer }), [], issuer)
    assert.equal(loadConfig({ ...whole, OIDC_ISSUER: issuer }).oidcIssuer, issuer, 'to the letter')
  }
  for (const issuer of [
    ...['http://id.test', 'id.test', 'ftp://id.test', 'https://id.test/?a=1', 'https://id.test/#a'],
    'https://joao:senha@id.test',
  ]) {
    assert.match(
      problemsOf({ ...whole, OIDC_ISSUER: issuer })[0] ?? '',
      /^OIDC_ISSUER deve/,
      issuer,
    )
  }
  for (const scopes of ['profile', 'openid  email', 'openid\nemail']) {
    assert.match(
      problemsOf({ ...whole, OIDC_SCOPES: scopes })[0] ?? '',
      /^OIDC_SCOPES deve/,
      scopes,
    )
  }
})

test('beyond loopback the panel’s address must be under TLS, because its cookies are', () => {
  assert.match(
    problemsOf({ PANEL_URL: 'http://painel.test' })[0] ?? '',
    /^PANEL_URL fora da máquina/,
  )
  for (const url of ['http://127.0.0.1:8081', 'http://localhost:8081', 'https://painel.test']) {
    assert.deepEqual(problemsOf({ PANEL_URL: url }), [], url)
  }
})
