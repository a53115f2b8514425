/** Stores, connectors, mappings and tokens from the command line. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openCli } from '../../support/process/cli.ts'
import { append, drain } from '../../support/relay/engine.ts'
import { startInProcess } from '../../support/process/in-process.ts'
import { envelope, webhookHeaders } from '../../support/ingress/test-ingress.ts'

test('tenant set creates and changes; list shows', async (t) => {
  const { json, refused } = await openCli(t)
  assert.equal(await refused('tenant', 'set', '--id', '777'), 'Informe o nome do tenant novo.')
  const made = await json('tenant', 'set', '--id', '777', '--nome', 'Loja', '--flag', 'on')
  assert.deepEqual(made, {
    id: '777',
    criado: true,
    flag: 'on',
    eventosLiberados: 0,
    liberacaoEmAndamento: false,
  })
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
        pedeDocumento: false,
        avisoPorPacote: false,
        logisticasFora: ['fulfillment'],
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

test('a new connector gets a secret that is shown once, proves a webhook, and is stored nowhere in clear', async (t) => {
  const { json, client, url, dataDir, env } = await openCli(t)
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja', '--flag', 'on')
  const made = await json('connector', 'set', '--tenant', '123', '--canal', 'ML')
  assert.equal(made['urlWebhook'], 'http://127.0.0.1:8080/api/integracoes/ml/webhook')
  const secret = String(made['webhookSecret'])
  const again = await json('connector', 'set', '--tenant', '123', '--canal', 'ML', '--user-id', '9')
  assert.equal(again['id'], made['id'])
  assert.ok(!('webhookSecret' in again))

  const { service } = await startInProcess(t, env)
  const post = async (signedWith: string) => {
    const body = new TextEncoder().encode(JSON.stringify(envelope()))
    const headers = webhookHeaders(body, { tenantId: 123, secret: signedWith })
    const webhook = `${service.publicUrl}/api/integracoes/ml/webhook`
    return (await fetch(webhook, { method: 'POST', body, headers })).status
  }
  assert.equal(await post(secret), 202)

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
  const saved = await client.rows(
    `select tenant_id, terminal from hub.mapeamento_status where status_externo = 'novo'`,
  )
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
  await json(...create, 'admin', '--expires', 'nunca')
  assert.match(await refused(...create, 'admin', '--expires', '0d'), /--expires aceita/)

  const { tokens } = (await json('token', 'list')) as {
    tokens: { id: string; situacao: string; criadoEm: string; expiraEm: string | null }[]
  }
  const [year, always] = tokens
  const days = (a = '', b = '') => (Date.parse(b) - Date.parse(a)) / 86_400_000
  assert.equal(Math.round(days(year?.criadoEm, year?.expiraEm ?? '')), 365)
  assert.equal(always?.expiraEm, null)
  assert.ok(!JSON.stringify(tokens).includes(token))
  await json('token', 'revoke', String(year?.id))
  assert.match(await refused('token', 'revoke', String(year?.id)), /já foi revogado/)
  assert.match(await refused('token', 'revoke', '999'), /Token não encontrado/)
  const situations = 'select situacao from ops.token order by id'
  assert.deepEqual(await client.rows(situations), [{ situacao: 'REVOGADO' }, { situacao: 'ATIVO' }])
})

test('options set what a connector demands, and connector visits shows what its allowlist would refuse', async (t) => {
  const { json, refused, client, dataDir } = await openCli(t)
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja', '--flag', 'on')
  const connector = ['connector', 'set', '--tenant', '123', '--canal', 'ML']
  const file = join(dataDir, 'compartilhado')
  writeFileSync(file, 'curto')
  assert.match(await refused(...connector, '--shared-secret-file', file), /de 16 a 256/)
  writeFileSync(file, 'um-segredo-compartilhado')
  const made = await json(
    ...connector,
    ...['--shared-secret-file', file, '--check', 'hmac,secret'],
    ...['--allow-ip', '10.0.0.0/8', '--allow-ip', '192.168.1.9', '--ip-mode', 'observar'],
  )
  const kept = 'select exige, ip_modo, ip_lista from ops.conector'
  const lista = ['10.0.0.0/8', '192.168.1.9/32']
  assert.deepEqual(await client.rows(kept), [
    { exige: ['HMAC', 'SEGREDO'], ip_modo: 'OBSERVAR', ip_lista: lista },
  ])
  await json(...connector, '--check', 'hmac')
  assert.deepEqual(await client.rows(kept), [
    { exige: ['HMAC'], ip_modo: 'OBSERVAR', ip_lista: lista },
  ])
  assert.match(await refused(...connector, '--check', 'senha'), /--check aceita hmac, hmac-time/)
  assert.match(
    await refused(...connector, '--allow-ip', 'CANARIO'),
    /^A linha 1 da lista(?!.*CANARIO)/,
  )

  for (const [endereco, total] of [
    ['10.1.1.1', 3],
    ['172.16.0.1', 2],
  ])
    await client.rows('select ingress.count_source($1, $2, true, $3)', [
      made['id'],
      endereco,
      total,
    ])
  const { visitas, recusadas } = await json('connector', 'visits', '--tenant', '123')
  const seen = visitas as { endereco: string; total: number; recusada: boolean }[]
  assert.deepEqual(
    seen.map(({ endereco, total, recusada }) => [endereco, total, recusada]),
    [
      ['10.1.1.1', 3, false],
      ['172.16.0.1', 2, true],
    ],
  )
  assert.equal(recusadas, 2)
})
