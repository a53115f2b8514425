/** The two commands that check everything: verify and doctor. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCli } from '../../support/process/cli.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { freePort } from '../../support/process/free-port.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { runHub } from '../../support/process/run-hub.ts'

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

test('doctor passes a healthy hub, and names what is wrong in another', async (t) => {
  const { client, env } = await openCli(t)
  const ports = { PUBLIC_PORT: String(await freePort()), INTERNAL_PORT: String(await freePort()) }
  const examine = async () => {
    const { code, stdout } = await runHub(['doctor', '--json'], { ...env, ...ports })
    const { verificacoes } = JSON.parse(stdout) as {
      verificacoes: { nome: string; situacao: string; detalhe: string }[]
    }
    const situations = Object.fromEntries(verificacoes.map((one) => [one.nome, one.situacao]))
    const detailOf = (nome: string) => verificacoes.find((one) => one.nome === nome)?.detalhe ?? ''
    return { code, situations, detailOf }
  }
  const healthy = await examine()
  assert.equal(healthy.code, 0)
  assert.deepEqual(healthy.situations, {
    banco: 'ok',
    migracoes: 'ok',
    papeis: 'ok',
    sessao: 'ok',
    relogio: 'ok',
    escuta: 'ok',
    gravacao: 'ok',
    segredos: 'ok',
    fila: 'ok',
    mortos: 'ok',
    linhas_perdidas: 'ok',
    adiados: 'ok',
    mapeamentos: 'ok',
    conectores: 'ok',
    disjuntores: 'ok',
    buscas: 'ok',
    avisos: 'ok',
    destinos: 'ok',
    incertos: 'ok',
    bloqueios: 'ok',
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
    insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, recurso, status, motivo, ultimo_erro)
    values (0, 0, 123, 'ML', 'ENRIQUECER', '/orders/1', 'AGUARDANDO', 'ADIADO', 'o envio não pôde ser lido');
    update hub.integracao_outbox set status = 'MORTO' where id = (select max(id) from hub.integracao_outbox);
    update hub.integracao_outbox set adiamentos = 50, ultimo_erro = 'o envio ainda não tem pedidos' where id = (select min(id) from hub.integracao_outbox)`)
  const ill = await examine()
  assert.equal(ill.code, 0)
  const worrying = Object.entries(ill.situations).filter(([, situation]) => situation !== 'ok')
  assert.deepEqual(Object.fromEntries(worrying), {
    fila: 'aviso',
    mortos: 'aviso',
    adiados: 'aviso',
    mapeamentos: 'aviso',
    buscas: 'aviso',
    avisos: 'aviso',
  })
  assert.match(ill.detailOf('adiados'), /^1 × “o envio ainda não tem pedidos”: falham sempre/)

  const database = await client.value<string>('select current_database()')
  await client.rows(`alter database ${database} set default_transaction_read_only = on`)
  const standby = await examine()
  assert.equal(standby.code, 1)
  assert.equal(standby.situations['gravacao'], 'falha')
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
