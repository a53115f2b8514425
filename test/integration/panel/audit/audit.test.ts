/** The audit: what it tells, to whom, what can be taken along, and that nobody changes it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomSchemas } from '../../../../src/db/migrate/schemas.ts'
import { counterOrders } from '../../../support/relay/counter-orders.ts'
import { openTestPanel, type TestPanel, type Who } from '../../../support/panel/test-panel.ts'

async function note(
  panel: TestPanel,
  acao: string,
  objetoId: string,
  more: {
    objeto?: string
    tenant?: number | null
    ator?: string
    motivo?: string
    detalhe?: object
  } = {},
): Promise<void> {
  const {
    objeto = 'pedido',
    tenant = 123,
    ator = 'operador:maria',
    motivo = null,
    detalhe = {},
  } = more
  await panel.client.rows('select audit.write($1, $2, $3, $4, $5, $6, $7)', [
    ator,
    acao,
    objeto,
    objetoId,
    tenant,
    motivo,
    JSON.stringify(detalhe),
  ])
}

/** Acts in the order in which they are listed, as `acao objetoId`. */
async function listed(panel: TestPanel, query: string, as: Who = 'auditor'): Promise<string[]> {
  const { status, text } = await panel.call('GET', `/auditoria${query}`, { as })
  assert.equal(status, 200, query)
  const rows = text.split('<tr>').slice(2)
  return rows.map((row) => {
    const acao = /<small class="mono">([^<]*)/.exec(row)?.[1]
    const id = /<span class="mono"><bdi>([^<]*)/.exec(row)?.[1]
    return `${acao} ${id}`
  })
}

test('the audit is read newest first, by actor, act, object, store and day', async (t) => {
  const panel = await openTestPanel(t)
  await note(panel, 'pedido.retirar', '7')
  await note(panel, 'pedido.retirar', '8', { ator: 'operador:joao' })
  await note(panel, 'evento.reprocessar', '9', { objeto: 'evento', tenant: 456 })
  assert.deepEqual((await listed(panel, '')).slice(0, 3), [
    'evento.reprocessar 9',
    'pedido.retirar 8',
    'pedido.retirar 7',
  ])
  assert.deepEqual(await listed(panel, '?ator=operador%3Ajoao'), ['pedido.retirar 8'])
  assert.deepEqual(await listed(panel, '?acao=evento.reprocessar'), ['evento.reprocessar 9'])
  assert.deepEqual(await listed(panel, '?objeto=pedido&id=7'), ['pedido.retirar 7'])
  assert.deepEqual(await listed(panel, '?tenant=456&objeto=evento'), ['evento.reprocessar 9'])
  const day = await panel.client.value<string>(
    `select to_char(now() at time zone 'America/Sao_Paulo', 'YYYY-MM-DD')`,
  )
  assert.equal((await listed(panel, `?objeto=pedido&de=${day}&ate=${day}`)).length, 2)
  assert.deepEqual(await listed(panel, '?ate=2000-01-01'), [])
})

test("an auditor of one store reads that store's acts only", async (t) => {
  const panel = await openTestPanel(t)
  await note(panel, 'pedido.retirar', '7')
  await note(panel, 'pedido.retirar', '8', { tenant: 456 })
  await panel.client.rows(`update hub.operador set tenants = '{456}' where login = 'auditor'`)
  assert.deepEqual(await listed(panel, '?acao=pedido.retirar'), ['pedido.retirar 8'])
  assert.deepEqual(await listed(panel, '?tenant=123'), [])
  assert.deepEqual(await listed(panel, '?acao=operador.entrar'), [])
})

test('pages neither repeat nor skip an act while others are noted, whatever was noted at once', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows(
    `insert into hub.auditoria (em, ator, acao, objeto, objeto_id, tenant_id)
     select now() - (g / 70) * interval '1 second', 'a', 'pedido.retirar', 'pedido', g::text, 123
     from generate_series(1, 130) as g`,
  )
  const expected = await panel.client.rows<{ i: string }>(
    `select objeto_id as i from hub.auditoria where ator = 'a' order by em desc, id desc`,
  )
  const seen: string[] = []
  let next: string | null = '/auditoria?ator=a'
  while (next !== null) {
    const { text }: { text: string } = await panel.call('GET', next, { as: 'dba' })
    seen.push(...[...text.matchAll(/<a href="\/pedidos\/(\d+)"/g)].map(([, id]) => id ?? ''))
    next = /href="([^"]*cursor=[^"]*)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? null
    await note(panel, 'pedido.retirar', '9999', { ator: 'a' })
  }
  assert.deepEqual(
    seen,
    expected.map(({ i }) => i),
  )
})

test('each act leads to what it was done to, for those who may go there', async (t) => {
  const panel = await openTestPanel(t)
  await note(panel, 'a', '1', { objeto: 'evento' })
  await note(panel, 'a', '2', { objeto: 'pedido' })
  await note(panel, 'etiqueta.buscar', '2000000123', { objeto: 'pedido' })
  await note(panel, 'a', '3', { objeto: 'integracao_conector' })
  await note(panel, 'a', 'AB C&1', { objeto: 'mapeamento_sku' })
  await note(panel, 'a', 'paid', { objeto: 'mapeamento_status', tenant: null })
  await note(panel, 'a', '4', { objeto: 'operador', tenant: null })
  await note(panel, 'a', '5', { objeto: 'lote' })
  await note(panel, 'a', '6', { objeto: 'notificacao', detalhe: { pedidoId: 77 } })
  await note(panel, 'a', 'javascript:alert(1)', { objeto: 'pedido' })
  const links = async (as: Who) => {
    const { text } = await panel.call('GET', '/auditoria?ator=operador%3Amaria', { as })
    return [...text.matchAll(/<td><a href="([^"]*)"/g)].map(([, href]) => href)
  }
  const everyone = [
    '/pedidos/77',
    '/lotes/5',
    '/mapeamentos/status?q=paid',
    '/mapeamentos/sku?tenant=123&amp;q=AB+C%261',
    '/conectores/3',
    '/pedidos?q=2000000123',
    '/pedidos/2',
    '/eventos/1',
  ]
  assert.deepEqual(await links('auditor'), everyone)
  assert.deepEqual(await links('admin'), everyone.toSpliced(2, 0, '/operadores/4'))
})

test('reasons and details are masked and inert', async (t) => {
  const panel = await openTestPanel(t)
  await note(panel, 'pedido.retirar', '7', {
    motivo: 'CPF 529.982.247-25 <script>alert(1)</script>',
    detalhe: { telefone: '+5511999990000', anterior: { interno: '<b>x</b>' }, chave: 'uuid-1' },
  })
  const { text } = await panel.call('GET', '/auditoria?objeto=pedido', { as: 'auditor' })
  const csv = await panel.call('POST', '/auditoria/exportar', {
    as: 'auditor',
    form: { objeto: 'pedido' },
  })
  for (const shown of [text, csv.text]) {
    assert.doesNotMatch(shown, /529\.982|99999/)
  }
  assert.doesNotMatch(text, /<script>alert|<b>x/)
  assert.match(text, /anterior\.interno/)
  assert.doesNotMatch(text, /uuid-1/)
})

test('the copy holds what the filters show, runs no formula, and is itself noted', async (t) => {
  const panel = await openTestPanel(t)
  await note(panel, 'pedido.retirar', '=1+1', { motivo: '@SUM(A1) "sim"; não' })
  await note(panel, 'evento.reprocessar', '9', { objeto: 'evento' })
  const { status, headers, text } = await panel.call('POST', '/auditoria/exportar', {
    as: 'auditor',
    form: { acao: 'pedido.retirar' },
  })
  assert.equal(status, 200)
  assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.match(
    headers.get('content-disposition') ?? '',
    /^attachment; filename="auditoria-\d{4}-\d\d-\d\d\.csv"$/,
  )
  assert.equal(headers.get('cache-control'), 'no-store')
  const [heading, row, ...rest] = text.replace('\uFEFF', '').split('\r\n')
  assert.equal(heading, 'id;em;ator;acao;objeto;objeto_id;tenant;motivo;detalhe')
  assert.deepEqual(rest, [''])
  assert.doesNotMatch(row ?? '', /(?:^|;)"?[=+@-]/)
  const noted = await panel.client.rows(
    `select ator, objeto, detalhe from hub.auditoria where acao = 'auditoria.exportar'`,
  )
  assert.deepEqual(noted, [
    {
      ator: 'operador:auditor',
      objeto: 'auditoria',
      detalhe: { linhas: 1, filtro: { acao: 'pedido.retirar' } },
    },
  ])
  const refused = await panel.call('POST', '/auditoria/exportar', {
    as: 'auditor',
    form: { x: '1' },
  })
  assert.equal(refused.status, 400)
})

test('a copy ends at ten thousand rows', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows(
    `insert into hub.auditoria (ator, acao, objeto, objeto_id)
     select 'a', 'b', 'c', g::text from generate_series(1, 10050) as g`,
  )
  const { text } = await panel.call('POST', '/auditoria/exportar', {
    as: 'dba',
    form: { ator: 'a' },
  })
  assert.equal(text.trimEnd().split('\r\n').length, 10_001)
})

test('the audit is for those who check: others are refused, and see no way to it', async (t) => {
  const panel = await openTestPanel(t)
  for (const as of ['leitor', 'operador', 'outro'] as const) {
    assert.equal((await panel.call('GET', '/auditoria', { as })).status, 403, as)
    assert.equal(
      (await panel.call('POST', '/auditoria/exportar', { as, form: {} })).status,
      403,
      as,
    )
    const { text } = await panel.call('GET', '/pedidos', { as })
    assert.doesNotMatch(text, /href="\/auditoria/, as)
  }
})

test('an address that is no filter is refused', async (t) => {
  const panel = await openTestPanel(t)
  for (const query of [
    'x=1',
    'id=7',
    'de=ontem',
    'de=2026-02-02&ate=2026-02-01',
    'tenant=x',
    'cursor=7',
    'ator=a&ator=b',
  ]) {
    const { status } = await panel.call('GET', `/auditoria?${query}`, { as: 'auditor' })
    assert.equal(status, 400, query)
  }
})

test('the audit can only be added to: the service may change and delete nothing of it', async (t) => {
  const panel = await openTestPanel(t)
  await counterOrders(panel.client)
  const count = () => panel.client.value<string>('select count(*) from hub.auditoria')
  const before = await count()
  await panel.client.rows('set role hub_service')
  for (const statement of [
    `update hub.auditoria set ator = 'x'`,
    'delete from hub.auditoria',
    'truncate hub.auditoria',
    `insert into hub.auditoria (ator, acao, objeto, objeto_id) values ('x', 'x', 'x', 'x')`,
    `update ops.auditoria set ator = 'x'`,
    'delete from ops.auditoria',
    'alter table hub.auditoria disable row level security',
    'drop table hub.auditoria',
  ]) {
    await assert.rejects(panel.client.rows(statement), { code: '42501' }, statement)
  }
  await panel.client.rows('reset role')
  // No routine that the service may call changes it either.
  const routines = await panel.client.rows<{ nome: string }>(
    `select p.oid::regprocedure::text as nome from pg_proc as p
     where p.pronamespace::regnamespace::text = any($1)
       and p.prosrc ~* '(update|delete\\s+from|truncate)\\s+(hub\\.)?auditoria'`,
    [roomSchemas],
  )
  assert.deepEqual(routines, [])
  assert.equal(await count(), before)
})
