/** The acts of people on a connector: locked, audited, for their own tenants only, and without showing a secret. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createSecrets, generateKey, parseKeys } from '../../../src/core/secrets.ts'
import { testDatabase } from '../../support/database/database.ts'
import { eventually } from '../../support/eventually.ts'
import { connectSeller, seller } from '../../support/marketplace/marketplace-seller.ts'
import { releaseDue } from '../../support/relay/release.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { makeTenant, rotateSecret } from '../../support/tenant.ts'

async function open(t: TestContext) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  const secrets = createSecrets(parseKeys(generateKey()))
  const { conectorId } = await makeTenant(sql, secrets)
  await connectSeller(sql)
  const version = () =>
    sql.value<number>('select lock_version from ops.conector where id = $1', [conectorId])
  const audited = (acao: string) =>
    sql.rows<{ ator: string; motivo: string | null; detalhe: Record<string, unknown> }>(
      'select ator, motivo, detalhe from ops.auditoria where acao = $1 order by id',
      [acao],
    )
  return { url, sql, secrets, conectorId, version, audited }
}

const edit = (
  sql: SqlClient,
  id: string,
  lock: number,
  clientId: string | null,
  tenants: number[] | null = null,
) =>
  sql.value<number>(
    `select connectors.edit_connector($1, $2, $3, null, '77', 'operador:ana', $4)`,
    [id, lock, clientId, tenants],
  )

test('the second of two people who edit a connector is refused, and nothing of theirs is saved', async (t) => {
  const { sql, conectorId, version, audited } = await open(t)
  const seen = await version()
  assert.equal(await edit(sql, conectorId, seen, '111'), seen + 1)
  await assert.rejects(edit(sql, conectorId, seen, '222'), {
    code: 'HB409',
    message: 'outra pessoa salvou este conector depois que você o abriu',
  })
  const [row] = await sql.rows('select client_id, user_id from ops.conector')
  assert.deepEqual(row, { client_id: '111', user_id: '77' })
  const [first, ...others] = await audited('conector.salvar').then((all) => all.slice(-1))
  assert.deepEqual(others, [])
  assert.deepEqual(first?.detalhe, {
    clientId: [seller.clientId, '111'],
    userId: [seller.userId, '77'],
  })
})

test('blank fields of the form become empty, and a new application gets an address', async (t) => {
  const { sql, conectorId, version } = await open(t)
  await edit(sql, conectorId, await version(), '333')
  assert.ok(await sql.value('select caminho from ops.conector'))
  await edit(sql, conectorId, await version(), ' ')
  const [row] = await sql.rows('select client_id, caminho from ops.conector')
  assert.deepEqual(row, { client_id: null, caminho: null })
})

test('every act on another tenant’s connector or settings is HB404, as if it were not there', async (t) => {
  const { sql, conectorId } = await open(t)
  for (const act of [
    `connectors.edit_connector($1, 1, null, null, null, 'x', '{124}')`,
    `connectors.set_connector_checks($1, '{HMAC}', 'DESLIGADA', '{}', null, 'x', '{124}')`,
    `connectors.switch_connector($1, false, 'motivo', 'x', '{124}')`,
    `connectors.save_client_secret($1, 'v1.x', 'x', '{124}')`,
    `connectors.reserve_webhook_secret($1, 'HMAC', '{124}')`,
    `connectors.begin_connector_act($1, 'TESTAR', 'x', '{124}')`,
    `mercado_livre.save_refresh_token($1, 'v1.x', 'x', '{124}')`,
    `connectors.activate_webhook_secret((select max(id) from hub.conector_segredo where conector_id = $1), 'v1.x', '0', 'x', '{124}')`,
  ]) {
    await assert.rejects(sql.rows(`select ${act}`, [conectorId]), { code: 'HB404' }, act)
  }
  for (const act of [
    `connectors.create_connector(123, 'ML', null, null, null, 'x', '{124}')`,
    `tenants.save_tenant(123, 'Outro nome', null, null, null, 'x', '{124}')`,
    `tenants.switch_flag(123, 'ML', false, 'x', '{124}')`,
    `tenants.switch_document(123, true, 'x', '{124}')`,
    `tenants.switch_pack_notice(123, true, 'x', '{124}')`,
  ]) {
    await assert.rejects(sql.rows(`select ${act}`), { code: 'HB404' }, act)
  }
  assert.deepEqual(
    await sql.rows(`select endereco from connectors.would_be_refused($1, null, '{124}')`, [
      conectorId,
    ]),
    [],
  )
})

test('a store has one connector, and making a second one changes nothing', async (t) => {
  const { sql, conectorId } = await open(t)
  await assert.rejects(
    sql.rows(`select connectors.create_connector(123, 'ML', '999', null, null, 'x')`),
    {
      code: 'HB409',
    },
  )
  assert.equal(
    await sql.value('select client_id from ops.conector where id = $1', [conectorId]),
    seller.clientId,
  )
  await sql.rows(`select tenants.save_tenant(124, 'Outra', '', '', null, 'x')`)
  await assert.rejects(
    sql.rows(`select connectors.create_connector(124, 'ML', $1, null, $2, 'x')`, [
      seller.clientId,
      seller.userId,
    ]),
    { code: 'HB409', message: 'outro tenant já tem o conector deste vendedor nesta aplicação' },
  )
  assert.equal(await sql.value('select count(*)::int from ops.conector'), 1)
})

test('a seller who authorizes two tenants’ connectors is refused at the second, which keeps what it had', async (t) => {
  const { sql, secrets, conectorId } = await open(t)
  const other = await makeTenant(sql, secrets, { id: 124 })
  await sql.rows(`select connectors.save_connector(124, 'ML', $1, null, null, 'x')`, [
    seller.clientId,
  ])
  await sql.rows(`select mercado_livre.activate($1, $2, 'x')`, [conectorId, seller.userId])
  await assert.rejects(
    sql.rows(`select mercado_livre.activate($1, $2, 'x')`, [other.conectorId, seller.userId]),
    { code: 'HB409', message: 'outro tenant já tem o conector deste vendedor nesta aplicação' },
  )
  assert.equal(
    await sql.value('select user_id from ops.conector where id = $1', [other.conectorId]),
    null,
  )
})

test('of two tenants that take the same seller at once, one gets it', async (t) => {
  const { url, sql, secrets } = await open(t)
  const claims = []
  for (const id of [124, 125]) {
    await makeTenant(sql, secrets, { id })
    const own = await sqlClient(t, url)
    await own.rows('begin')
    const claim = () =>
      own.rows(`select connectors.save_connector(${id}, 'ML', '888', null, '5', 'x')`)
    claims.push({ own, claim })
  }
  const [first, second] = claims
  await first!.claim()
  const late = assert.rejects(second!.claim(), { code: 'HB409' })
  await eventually(() => sql.value(`select exists (select from pg_locks where not granted)`), {
    what: 'the second waits for the first',
  })
  await first!.own.rows('commit')
  await late
})

const set = (sql: SqlClient, id: string, exige: string[], modo: string, redes: string[]) =>
  sql.value<number>(
    `select connectors.set_connector_checks($1, $2, $3, $4, null, 'operador:ana')`,
    [id, exige, modo, redes],
  )

for (const [name, exige, modo, redes, sentence] of [
  ['an unknown proof', ['SENHA'], 'DESLIGADA', [], /provas que se podem exigir/],
  ['an unknown mode', ['HMAC'], 'TALVEZ', [], /modo da lista/],
  ['a list that is demanded and empty', ['HMAC'], 'EXIGIR', [], /ninguém entraria/],
  ['nothing demanded', [], 'OBSERVAR', ['10.0.0.1'], /ao menos uma prova/],
  ['a secret that is not set', ['SEGREDO'], 'DESLIGADA', [], /ainda não tem o segredo de SEGREDO/],
  ['what is no network', ['HMAC'], 'OBSERVAR', ['10.0.0.1', 'CANARIO'], /a linha 2 da lista/],
  ['a network for everybody', ['HMAC'], 'OBSERVAR', ['0.0.0.0/0'], /vale para todos/],
  ['a mask that is too long', ['HMAC'], 'OBSERVAR', ['10.0.0.0/33'], /a linha 1/],
  ['IPv4 as IPv6', ['HMAC'], 'OBSERVAR', ['::ffff:10.0.0.1'], /escreva-o como IPv4/],
  [
    '65 networks',
    ['HMAC'],
    'OBSERVAR',
    Array.from({ length: 65 }, (_, n) => `10.0.0.${n}`),
    /até 64/,
  ],
] as const) {
  test(`what a connector demands is refused, and never echoed: ${name}`, async (t) => {
    const { sql, conectorId } = await open(t)
    await assert.rejects(
      set(sql, conectorId, [...exige], modo, [...redes]),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'HB422')
        assert.match(error.message, sentence)
        assert.ok(!error.message.includes('CANARIO'))
        return true
      },
    )
    const [row] = await sql.rows('select exige, ip_modo, ip_lista from ops.conector')
    assert.deepEqual(row, { exige: ['HMAC'], ip_modo: 'DESLIGADA', ip_lista: [] })
  })
}

test('networks are kept in one spelling, each once, and the change is audited', async (t) => {
  const { sql, conectorId, audited } = await open(t)
  await set(sql, conectorId, ['HMAC'], 'OBSERVAR', [
    ' 10.1.2.3/8 ',
    '',
    '10.0.0.0/8',
    '2001:DB8::1',
    '54.88.218.97',
  ])
  const lista = ['10.0.0.0/8', '54.88.218.97/32', '2001:db8::1/128']
  assert.deepEqual(await sql.value('select ip_lista from ops.conector'), lista)
  const [audit] = await audited('conector.provas')
  assert.deepEqual(audit?.detalhe, {
    exige: [['HMAC'], ['HMAC']],
    ipModo: ['DESLIGADA', 'OBSERVAR'],
    ipLista: [[], lista],
  })
})

test('the view of a connector says which secrets are set and since when, and holds none', async (t) => {
  const { sql, secrets, conectorId, audited } = await open(t)
  const tenant = { tenantId: 123, conectorId }
  const values = [
    await rotateSecret(sql, secrets, tenant, '1 h', 'HMAC'),
    await rotateSecret(sql, secrets, tenant, '0', 'SEGREDO'),
  ]
  await sql.rows(`select connectors.save_client_secret($1, 'v1.k.segredo', 'x')`, [conectorId])
  await sql.rows(`select mercado_livre.save_refresh_token($1, 'v1.k.token', 'x')`, [conectorId])
  await sql.rows(`set role hub_service; select set_config('hub.tenants', '{123}', false)`)
  const [row] = await sql.rows('select * from ops.conector')
  for (const column of [
    'client_secret_em',
    'refresh_token_em',
    'hmac_em',
    'segredo_em',
    'hmac_anterior_ate',
  ])
    assert.ok(row?.[column] instanceof Date, column)
  assert.equal(row?.['segredo_anterior_ate'], null)
  const seen = JSON.stringify([row, await sql.rows('select * from ops.auditoria')])
  for (const secret of [...values, 'v1.']) assert.ok(!seen.includes(secret))
  await assert.rejects(sql.rows('select valor_enc from hub.conector_segredo'), { code: '42501' })
  assert.equal((await audited('conector.refresh_token')).length, 1)
})

test('a pasted token brings a connector back, and releases what waited for its seller', async (t) => {
  const { sql, conectorId } = await open(t)
  await sql.rows(
    `update hub.integracao_conector set status = 'REAUTORIZAR', motivo = 'x', access_token_enc = 'velho'`,
  )
  await sql.rows(
    `insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, status, motivo, recurso)
     values (1, 1, 123, 'ML', 'ENRIQUECER', 'AGUARDANDO', 'REAUTORIZAR', '/orders/1')`,
  )
  await sql.rows(`select mercado_livre.save_refresh_token($1, 'v1.x', 'x')`, [conectorId])
  assert.equal(await releaseDue(sql), 1)
  const [row] = await sql.rows(
    'select status, motivo, access_token_enc, token_versao from hub.integracao_conector',
  )
  assert.deepEqual(row, { status: 'ATIVO', motivo: null, access_token_enc: null, token_versao: 1 })
})

test('a connector is switched off and on for a reason, once each; switching on releases what waited', async (t) => {
  const { sql, conectorId, audited } = await open(t)
  const turn = (ativo: boolean, motivo: string) =>
    sql.value<string | null>(`select connectors.switch_connector($1, $2, $3, 'operador:ana')`, [
      conectorId,
      ativo,
      motivo,
    ])
  await assert.rejects(turn(false, '  '), { code: 'HB422' })
  await turn(false, 'férias da loja')
  await turn(false, 'clique duplo')
  assert.deepEqual(await sql.rows('select status, motivo from ops.conector'), [
    { status: 'DESATIVADO', motivo: 'férias da loja' },
  ])
  await sql.rows(
    `insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino, status, motivo, recurso)
     values (1, 1, 123, 'ML', 'ENRIQUECER', 'AGUARDANDO', 'REAUTORIZAR', '/orders/1')`,
  )
  assert.notEqual(await turn(true, 'voltou'), null)
  assert.equal(await releaseDue(sql), 1)
  assert.deepEqual(await sql.rows('select status, motivo from ops.conector'), [
    { status: 'ATIVO', motivo: null },
  ])
  assert.deepEqual(
    [...(await audited('conector.desativar')), ...(await audited('conector.ativar'))].map(
      ({ motivo }) => motivo,
    ),
    ['férias da loja', 'voltou'],
  )
  await sql.rows(`update hub.integracao_conector set status = 'REAUTORIZAR'`)
  await assert.rejects(turn(true, 'x'), { code: 'HB409' })
})

test('at most 200 addresses a day are told apart, and they are deleted after 30 days', async (t) => {
  const { sql, conectorId } = await open(t)
  await sql.rows(
    `select ingress.count_source($1, '10.9.9.9', true, 1, clock_timestamp() - interval '32 days')`,
    [conectorId],
  )
  await sql.rows(
    `select ingress.count_source($1, host('10.0.0.0'::inet + n), false, 2) from generate_series(0, 249) as n`,
    [conectorId],
  )
  await sql.rows(`select ingress.count_source($1, '10.0.0.1', false, 5)`, [conectorId])
  const [sum] = await sql.rows(
    `select count(*)::int as linhas, sum(total)::int as total,
      max(total) filter (where endereco = 'outros')::int as outros,
      max(total) filter (where endereco = '10.0.0.1')::int as um
    from ops.visita`,
  )
  assert.deepEqual(sum, { linhas: 201, total: 505, outros: 100, um: 7 })
  assert.equal(
    await sql.value(
      `select total::int from connectors.would_be_refused($1) where endereco = 'outros'`,
      [conectorId],
    ),
    100,
  )
})

test('only their own tenants’ sessions see the sources and acts of a connector', async (t) => {
  const { sql, secrets, conectorId } = await open(t)
  const other = await makeTenant(sql, secrets, { id: 124 })
  for (const id of [conectorId, other.conectorId]) {
    await sql.rows(`select ingress.count_source($1, '10.0.0.1', false, 1)`, [id])
    await sql.rows(`select connectors.begin_connector_act($1, 'TESTAR', 'x')`, [id])
  }
  await sql.rows(`set role hub_service; select set_config('hub.tenants', '{124}', false)`)
  for (const view of ['visita', 'conector_acao', 'conector']) {
    const ids = await sql.rows(
      `select ${view === 'conector' ? 'id' : 'conector_id'} as id from ops.${view}`,
    )
    assert.deepEqual(ids, [{ id: other.conectorId }], view)
  }
})

test('an act runs once at a time over all processes, until it ends or stops reporting', async (t) => {
  const { sql, conectorId, audited } = await open(t)
  const begin = (at = 'clock_timestamp()') =>
    sql.value<boolean>(
      `select connectors.begin_connector_act($1, 'TESTAR', 'operador:ana', null, ${at})`,
      [conectorId],
    )
  const note = (steps: object[], done: boolean) =>
    sql.rows(`select connectors.note_connector_act($1, 'TESTAR', $2, $3, null)`, [
      conectorId,
      JSON.stringify(steps),
      done,
    ])
  assert.deepEqual([await begin(), await begin()], [true, false])
  await note([{ nome: 'DNS' }], false)
  assert.equal(await begin(`clock_timestamp() + interval '50 s'`), false)
  assert.equal(await begin(`clock_timestamp() + interval '70 s'`), true, 'its process has died')
  await note([{ nome: 'DNS' }, { nome: 'TLS' }], true)
  await note([], true)
  const [row] = await sql.rows<{ resultado: object[]; concluida_em: Date }>(
    'select * from ops.conector_acao',
  )
  assert.equal(row?.resultado.length, 2, 'what is over is not written again')
  assert.equal(await begin(), true)
  assert.equal((await audited('conector.testar')).length, 3)
})

test('a synchronisation that holds its lock counts as running, however long it reports nothing', async (t) => {
  const { url, sql, conectorId } = await open(t)
  const begin = () =>
    sql.value<boolean>(
      `select connectors.begin_connector_act($1, 'SINCRONIZAR', 'x', null, clock_timestamp() + interval '1 hour')`,
      [conectorId],
    )
  assert.equal(await begin(), true)
  await sql.rows(
    `update hub.conector_acao set progresso_em = clock_timestamp() - interval '1 hour'`,
  )
  const held = await sqlClient(t, url)
  await held.rows('begin')
  await held.rows(`select * from mercado_livre.begin_sync($1, 'VARREDURA')`, [conectorId])
  assert.deepEqual(await sql.value('select mercado_livre.syncs_underway($1)', [conectorId]), [
    'VARREDURA',
  ])
  assert.equal(await begin(), false)
  await held.rows('rollback')
  assert.deepEqual(await sql.value('select mercado_livre.syncs_underway($1)', [conectorId]), [])
  assert.equal(await begin(), true)
})

test('no way of starting an authorization works for a connector that is off', async (t) => {
  const { sql, conectorId, audited } = await open(t)
  const begin = () =>
    sql.rows(
      `select mercado_livre.begin_authorization('\\x01', $1, 'v', 'https://x/', '15 min', 'cli:ana')`,
      [conectorId],
    )
  await sql.rows(`select connectors.switch_connector($1, false, 'pausa', 'operador:ana')`, [
    conectorId,
  ])
  await assert.rejects(begin(), { code: 'HB409', message: /desativado: ative-o antes/ })
  assert.deepEqual(await audited('conector.autorizar'), [])
  await sql.rows(`update hub.integracao_conector set status = 'REAUTORIZAR' where id = $1`, [
    conectorId,
  ])
  await begin()
})
