import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { emptyDatabase, testDatabase } from '../support/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../support/engine.ts'
import { freePort } from '../support/free-port.ts'
import { startInProcess, tempDir } from '../support/in-process.ts'
import { runHub } from '../support/run-hub.ts'
import { type SqlClient, sqlClient } from '../support/sql-client.ts'
import { envelope, webhookHeaders } from '../support/test-door.ts'

interface Cli {
  readonly client: SqlClient
  readonly url: string
  readonly dataDir: string
  readonly env: Readonly<Record<string, string>>
  /** The answer of a command that must succeed, with --json. */
  readonly json: (...args: readonly string[]) => Promise<Record<string, unknown>>
  /** The one sentence of a command that must fail. */
  readonly refused: (...args: readonly string[]) => Promise<string>
}

async function openCli(t: TestContext): Promise<Cli> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const dataDir = tempDir(t)
  const env = { DATABASE_URL: url, DATA_DIR: dataDir }
  return {
    client,
    url,
    dataDir,
    env,
    json: async (...args) => {
      const { code, stdout, stderr } = await runHub([...args, '--json'], env)
      assert.equal(code, 0, stderr)
      assert.equal(stderr, '')
      return JSON.parse(stdout) as Record<string, unknown>
    },
    refused: async (...args) => {
      const { code, stdout, stderr } = await runHub(args, env)
      assert.equal(code, 1, stdout)
      assert.equal(stdout, '')
      return oneSentence(stderr)
    },
  }
}

function oneSentence(stderr: string): string {
  assert.match(stderr, /^\p{Lu}[^\n]*[.:]\n$/u, 'one line, one sentence, no stack')
  return stderr.trimEnd()
}

test('tenant set creates and changes; list shows', async (t) => {
  const { json, refused } = await openCli(t)
  assert.equal(await refused('tenant', 'set', '--id', '777'), 'Informe o nome do tenant novo.')
  const made = await json('tenant', 'set', '--id', '777', '--nome', 'Loja', '--flag', 'on')
  assert.deepEqual(made, { id: '777', criado: true, flag: 'on', eventosLiberados: 0 })
  const changed = await json(
    'tenant',
    'set',
    '--id',
    '777',
    '--endereco',
    'Rua A',
    '--aviso',
    'sms',
  )
  assert.deepEqual(changed, { id: '777', criado: false })
  assert.deepEqual(await json('tenant', 'list'), {
    tenants: [
      {
        id: '777',
        nome: 'Loja',
        endereco: 'Rua A',
        horario: '',
        meioAviso: 'SMS',
        flags: ['integracao.ml.enabled'],
      },
    ],
  })
  assert.match(await refused('tenant', 'set', '--id', 'x', '--nome', 'a'), /número de um tenant/)
  assert.match(
    await refused('tenant', 'set', '--id', '7', '--nome', 'a', '--flag', 'sim'),
    /on ou off/,
  )
})

test('switching the flag on releases what was parked', async (t) => {
  const { json, client } = await openCli(t)
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja')
  await append(client, [{ externalId: 'ML-1' }])
  const { eventosLiberados } = await json('tenant', 'set', '--id', '123', '--flag', 'on')
  assert.equal(eventosLiberados, 1)
})

test('a new connector gets a secret that is shown once, opens the door, and is nowhere in clear', async (t) => {
  const { json, client, url, dataDir, env } = await openCli(t)
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja', '--flag', 'on')
  const made = await json('connector', 'set', '--tenant', '123', '--canal', 'ML')
  assert.equal(made['urlWebhook'], 'http://127.0.0.1:8080/api/integracoes/ml/webhook')
  const secret = String(made['webhookSecret'])
  const again = await json('connector', 'set', '--tenant', '123', '--canal', 'ML', '--user-id', '9')
  assert.equal(again['id'], made['id'])
  assert.ok(!('webhookSecret' in again))

  const { service } = await startInProcess(t, env)
  const knock = async (signedWith: string) => {
    const body = new TextEncoder().encode(JSON.stringify(envelope()))
    const headers = webhookHeaders(body, { tenantId: 123, secret: signedWith })
    const webhook = `${service.publicUrl}/api/integracoes/ml/webhook`
    return (await fetch(webhook, { method: 'POST', body, headers })).status
  }
  assert.equal(await knock(secret), 202)

  const file = join(dataDir, 'novo-segredo')
  writeFileSync(file, 'um-segredo-escolhido\n')
  await json('connector', 'set', '--tenant', '123', '--canal', 'ML', '--webhook-secret-file', file)
  await service.stop()
  const next = await startInProcess(t, { ...env, DATABASE_URL: url })
  const at = `${next.service.publicUrl}/api/integracoes/ml/webhook`
  for (const live of ['um-segredo-escolhido', secret]) {
    const body = new TextEncoder().encode(JSON.stringify(envelope({ externalId: 'ML-2' })))
    const headers = webhookHeaders(body, { tenantId: 123, secret: live })
    assert.equal((await fetch(at, { method: 'POST', body, headers })).status, 202)
  }
  const stored = await client.rows<{ linha: string }>(`
    select to_jsonb(s)::text as linha from hub.conector_segredo as s
    union all select to_jsonb(c)::text from hub.integracao_conector as c
    union all select to_jsonb(a)::text from hub.auditoria as a`)
  for (const { linha } of stored) {
    assert.ok(!linha.includes(secret) && !linha.includes('um-segredo-escolhido'))
  }
})

test('a client secret goes in by a file and does not come out', async (t) => {
  const { json, refused, client, dataDir } = await openCli(t)
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja')
  const file = join(dataDir, 'client-secret')
  const set = ['connector', 'set', '--tenant', '123', '--canal', 'ML', '--client-id', 'C1']
  assert.match(await refused(...set, '--client-secret-file', file), /--client-secret-file não pôde/)
  writeFileSync(file, '')
  assert.match(await refused(...set, '--client-secret-file', file), /vazio/)
  writeFileSync(file, 'cliente-secreto\n')
  await json(...set, '--client-secret-file', file)
  const sealed = await client.value<string>('select client_secret_enc from hub.integracao_conector')
  assert.match(sealed, /^v1\./)
  const listed = JSON.stringify(await json('connector', 'list'))
  assert.ok(
    listed.includes('C1') && !listed.includes('cliente-secreto') && !listed.includes(sealed),
  )
  assert.match(
    await refused('connector', 'set', '--tenant', '9', '--canal', 'ML'),
    /Tenant não encontrado/,
  )
  assert.match(await refused('connector', 'set', '--tenant', '9', '--canal', 'XX'), /--canal/)
})

test('map releases exactly the events that waited for it', async (t) => {
  const { json, refused, client } = await openCli(t)
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja', '--flag', 'on')
  await append(client, [
    { externalId: 'ML-1', payload: { itens: [{ sku: 'A', quantidade: 1 }] } },
    { externalId: 'ML-2', payload: { itens: [{ sku: 'B', quantidade: 1 }], status: 'novo' } },
  ])
  await drain(client)
  const sku = ['map', 'sku', 'set', '--tenant', '123', '--canal', 'ml', '--interno', 'X']
  assert.equal((await json(...sku, '--externo', 'A'))['eventosLiberados'], 1)
  assert.equal((await json(...sku, '--externo', 'B'))['eventosLiberados'], 0)
  const status = ['map', 'status', 'set', '--canal', 'ML', '--externo', 'novo']
  assert.match(
    await refused(...status, '--interno', 'ENVIADO'),
    /RECEBIDO, PRONTO, RETIRADO ou CANCELADO/,
  )
  assert.equal((await json(...status, '--interno', 'recebido'))['eventosLiberados'], 1)
  const saved = await client.rows('select tenant_id, terminal from hub.mapeamento_status')
  assert.deepEqual(saved, [{ tenant_id: null, terminal: false }])
})

test('token create makes a token that the database knows by its hash alone', async (t) => {
  const { json, refused, client } = await openCli(t)
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja')
  const create = ['token', 'create', '--nome', 'Painel', '--papel']
  const made = await json(...create, 'operador', '--tenant', '123')
  const token = String(made['token'])
  assert.match(token, /^hub_[A-Za-z0-9_-]{43}$/)
  const hash = await client.value<Buffer>('select hash from hub.api_token')
  assert.deepEqual(hash, createHash('sha256').update(token).digest())
  assert.match(await refused(...create, 'operador'), /ao menos um tenant/)
  assert.match(await refused(...create, 'dono', '--tenant', '123'), /leitor, operador ou admin/)
  assert.match(await refused(...create, 'leitor', '--tenant', '5'), /Tenant não encontrado/)
  await json(...create, 'admin')
})

test('event list, show and reprocess; order show; notice resend: masked, and audited by name', async (t) => {
  const { json, refused, client } = await openCli(t)
  await prepareTenant(client)
  const [event] = await append(client, [{ externalId: 'ML-1', payload: readyPayload }])
  await drain(client)
  const id = event?.id ?? ''
  const listed = await json('event', 'list', '--status', 'PROCESSADO', '--external-id', 'ML-1')
  assert.equal((listed['itens'] as { id: string }[])[0]?.id, id)
  assert.match(await refused('event', 'list', '--limite', '0'), /--limite aceita/)
  assert.match(
    await refused('event', 'list', '--external-id', 'x'.repeat(129)),
    /--external-id aceita/,
  )

  const shown = await json('event', 'show', id)
  const text = JSON.stringify(shown)
  assert.ok(text.includes('ABC-1') && text.includes('Maria S.'))
  for (const hidden of ['Silva', '12345678909', '5511999990000']) assert.ok(!text.includes(hidden))
  assert.match(await refused('event', 'show', '99'), /evento 99 não existe/)
  assert.match(await refused('event', 'show', 'x'), /só dígitos/)

  const { reprocessId } = await json('event', 'reprocess', id, '--motivo', 'conferir')
  assert.match(String(reprocessId), /^[0-9a-f-]{36}$/)
  assert.match(await refused('event', 'reprocess', id, '--motivo', ' '), /informe o motivo/i)
  assert.match(await refused('event', 'reprocess', '99', '--motivo', 'x'), /Evento não encontrado/)

  const orders = await json('order', 'show', '--external-id', 'ML-1')
  const [order] = orders['itens'] as { id: string; status: string }[]
  assert.equal(order?.status, 'PRONTO')
  assert.ok(!JSON.stringify(orders).includes('Silva'))
  assert.match(await refused('order', 'show', '--external-id', 'nada'), /Nenhum pedido/)

  await json('notice', 'resend', '--pedido', order.id, '--motivo', 'cliente pediu')
  assert.match(
    await refused('notice', 'resend', '--pedido', '99', '--motivo', 'x'),
    /não encontrado/,
  )
  const actors = await client.rows<{ ator: string }>(
    `select distinct ator from hub.auditoria where acao in ('evento.reprocessar', 'notificacao.reenviar')`,
  )
  assert.equal(actors.length, 1)
  assert.match(actors[0]?.ator ?? '', /^cli:.+/)
})

test('verify says of each promise whether the data keeps it, and fails when one is broken', async (t) => {
  const { json, client, env } = await openCli(t)
  await prepareTenant(client)
  await append(client, [{ externalId: 'ML-1', payload: readyPayload }])
  await drain(client)
  const whole = await json('verify')
  assert.equal(whole['ok'], true)
  assert.ok((whole['promessas'] as unknown[]).length >= 5)
  await client.rows(`delete from hub.pedido_item`)
  const { code, stdout } = await runHub(['verify', '--json'], env)
  assert.equal(code, 1)
  const broken = JSON.parse(stdout) as {
    ok: boolean
    promessas: { falhas: number; exemplos: string[] }[]
  }
  assert.equal(broken.ok, false)
  assert.equal(broken.promessas.filter(({ falhas }) => falhas > 0).length, 1)
  const forPeople = await runHub(['verify'], env)
  assert.equal(forPeople.code, 1)
  assert.match(forPeople.stdout, /QUEBRADA .*itens/)
})

test('doctor finds a healthy house, and what is wrong in another', async (t) => {
  const { client, env } = await openCli(t)
  const ports = { PUBLIC_PORT: String(await freePort()), INTERNAL_PORT: String(await freePort()) }
  const examine = async () => {
    const { code, stdout } = await runHub(['doctor', '--json'], { ...env, ...ports })
    const { verificacoes } = JSON.parse(stdout) as {
      verificacoes: { nome: string; situacao: string; detalhe: string }[]
    }
    const situations = Object.fromEntries(verificacoes.map((one) => [one.nome, one.situacao]))
    return { code, situations }
  }
  const healthy = await examine()
  assert.equal(healthy.code, 0)
  assert.deepEqual(healthy.situations, {
    banco: 'ok',
    migracoes: 'ok',
    papeis: 'ok',
    relogio: 'ok',
    escuta: 'ok',
    segredos: 'ok',
    fila: 'ok',
    mortos: 'ok',
    adiados: 'ok',
    mapeamentos: 'ok',
    porta: 'ok',
    'porta interna': 'ok',
  })

  await prepareTenant(client)
  await append(client, [
    { externalId: 'ML-1', payload: { itens: [{ sku: 'Z', quantidade: 1 }] } },
    { externalId: 'ML-2' },
    { externalId: 'ML-3' },
    { externalId: 'ML-4' },
  ])
  await drain(client, 1)
  await append(client, [{ externalId: 'ML-5' }, { externalId: 'ML-6' }, { externalId: 'ML-7' }])
  await client.rows(`
    update hub.integracao_outbox set criado_em = now() - interval '10 min' where status = 'PENDENTE';
    update hub.integracao_outbox set status = 'MORTO' where id = (select max(id) from hub.integracao_outbox);
    update hub.integracao_outbox set adiamentos = 50 where id = (select min(id) from hub.integracao_outbox)`)
  const ill = await examine()
  assert.equal(ill.code, 0)
  const worrying = Object.entries(ill.situations).filter(([, situation]) => situation !== 'ok')
  assert.deepEqual(Object.fromEntries(worrying), {
    fila: 'aviso',
    mortos: 'aviso',
    adiados: 'aviso',
    mapeamentos: 'aviso',
  })
})

test('doctor fails on a database that is behind, and on one that does not answer', async (t) => {
  const { url } = await emptyDatabase(t)
  const behind = await runHub(['doctor', '--json'], { DATABASE_URL: url, DATA_DIR: tempDir(t) })
  assert.equal(behind.code, 1)
  assert.match(behind.stdout, /precisa da V\d+: rode .*migrate/)
  const nowhere = `postgres://a:senha-secreta@127.0.0.1:${await freePort()}/b`
  const away = await runHub(['doctor'], { DATABASE_URL: nowhere, DATA_DIR: tempDir(t) })
  assert.equal(away.code, 1)
  assert.match(away.stdout, /FALHA banco .*Nenhum PostgreSQL responde/)
  assert.ok(!(away.stdout + away.stderr).includes('senha-secreta'))
})

test('a command on a database that is behind says to migrate, and migrate brings it there once', async (t) => {
  const { url } = await emptyDatabase(t)
  const env = { DATABASE_URL: url, DATA_DIR: tempDir(t) }
  const early = await runHub(['tenant', 'list'], env)
  assert.equal(early.code, 1)
  assert.match(oneSentence(early.stderr), /migrate/)
  const first = await runHub(['migrate', '--json'], env)
  assert.equal(first.code, 0, first.stderr)
  const report = JSON.parse(first.stdout) as { applied: string[]; version: number }
  assert.equal(report.applied.length, report.version)
  const second = await runHub(['migrate'], env)
  assert.match(second.stdout, /^Nada a aplicar/)
  assert.equal((await runHub(['tenant', 'list', '--json'], env)).code, 0)
})

test('an unreachable database is one sentence without its password, exit 1, for every command', async (t) => {
  const port = await freePort()
  const env = {
    DATABASE_URL: `postgres://a:senha-secreta@127.0.0.1:${port}/b`,
    DATA_DIR: tempDir(t),
    LOG_LEVEL: 'silent',
  }
  const commands = [['start'], ['migrate'], ['tenant', 'list'], ['verify']]
  const runs = await Promise.all(commands.map((args) => runHub(args, env)))
  for (const { code, stdout, stderr } of runs) {
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(oneSentence(stderr), new RegExp(`Nenhum PostgreSQL responde em 127.0.0.1:${port}`))
  }
})

test('how a command is called wrongly is said in Portuguese, and help is too', async (t) => {
  const { refused, env } = await openCli(t)
  const wrong: readonly (readonly [RegExp, ...string[]])[] = [
    [/O comando "nada" não existe/, 'nada'],
    [/Falta a opção obrigatória --id/, 'tenant', 'set'],
    [/Falta o valor da opção --id/, 'tenant', 'set', '--id'],
    [/A opção --nada não existe/, 'tenant', 'list', '--nada'],
    [/Falta o argumento id/, 'event', 'show'],
    [/argumentos demais/, 'verify', 'a', 'b'],
  ]
  await Promise.all(
    wrong.map(async ([sentence, ...args]) => assert.match(await refused(...args), sentence)),
  )
  const helped = [
    ['--help'],
    ['tenant', '--help'],
    ['map', 'sku', 'set', '--help'],
    ['start', '-h'],
  ]
  for (const { code, stdout, stderr } of await Promise.all(
    helped.map((args) => runHub(args, env)),
  )) {
    assert.equal(code, 0)
    assert.equal(stderr, '')
    assert.match(stdout, /^Uso: hub/)
    assert.ok(!/\b(Usage|Options|Commands|display help|default:)/.test(stdout), stdout)
  }
})

test('settings that can not be read are one sentence each, all at once', async () => {
  const { code, stderr } = await runHub(['start'], { PUBLIC_PORT: 'x', BACKOFF: 'y' })
  assert.equal(code, 1)
  assert.match(stderr, /PUBLIC_PORT/)
  assert.match(stderr, /BACKOFF/)
  assert.ok(!stderr.includes('at '), stderr)
})

test('monitorar-fila counts backlog, retries, dead rows and reprocessing of one channel', async (t) => {
  const { client, env } = await openCli(t)
  await prepareTenant(client)
  const monitor = (...args: string[]) =>
    runHub(['--canal', 'ml', '--once', ...args], env, 'scripts/validadores/monitorar-fila.ts')
  const events = await append(client, [
    { externalId: 'ML-1', payload: readyPayload },
    { externalId: 'ML-2', payload: readyPayload },
    { externalId: 'ML-3', payload: readyPayload },
    { externalId: 'ML-4', payload: readyPayload },
  ])
  await client.rows(
    `update hub.integracao_outbox set status = 'AGUARDANDO', motivo = 'RETRY', proxima_tentativa_em = now() + interval '1 h' where id = $1`,
    [events[0]?.id],
  )
  await client.rows(`update hub.integracao_outbox set status = 'MORTO' where id = $1`, [
    events[1]?.id,
  ])
  await client.rows(`select relay.reprocess($1, 'teste', 'teste')`, [events[2]?.id])
  const { code, stdout } = await monitor('--json')
  assert.equal(code, 0)
  const seen = JSON.parse(stdout) as Record<string, unknown>
  assert.equal(seen['backlog'], 2)
  assert.equal(seen['retentativasPendentes'], 1)
  assert.equal(seen['mortos'], 1)
  assert.equal(seen['reprocessamentosPendentes'], 1)
  assert.deepEqual(seen['eventos48h'], {
    recebidos: 4,
    processados: 0,
    duplicados: 0,
    comErro: 0,
    reprocessados: 1,
    reprocessamentos: 1,
  })
  assert.match((await monitor()).stdout, /PROCESSAR +2 +1 +0 +0 +1 +1/)
  const wrong = await runHub(['--once'], env, 'scripts/validadores/monitorar-fila.ts')
  assert.equal(wrong.code, 1)
  assert.match(oneSentence(wrong.stderr), /--canal/)
})
