/** Mappings on screen: they are found, added, changed and removed, and never overwrite somebody else's change. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { append, drain, readyPayload } from '../../../support/relay/engine.ts'
import {
  type Called,
  openTestPanel,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'

const get = (panel: TestPanel, path: string, as: Who = 'operador') =>
  panel.call('GET', path, { as })

const save = (panel: TestPanel, form: Record<string, string>, as: Who = 'operador') =>
  panel.call('POST', '/mapeamentos/sku', {
    as,
    form: { tenant: '123', canal: 'ML', versao: '-1', ...form },
  })

const saveStatus = (panel: TestPanel, form: Record<string, string>, as: Who = 'operador') =>
  panel.call('POST', '/mapeamentos/status', {
    as,
    form: { tenant: '123', canal: 'ML', versao: '-1', ...form },
  })

/** The value of a hidden or plain field of the page. */
function field(page: Called, name: string): string | undefined {
  return new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(page.text)?.[1]
}

const mapped = (panel: TestPanel) =>
  panel.client.rows(
    `select tenant_id, sku_externo as externo, sku_interno as interno from hub.mapeamento_sku order by id`,
  )

test('a SKU is added with the blanks around it left out, and the events that waited are released', async (t) => {
  const panel = await openTestPanel(t)
  const payload = { ...readyPayload, itens: [{ sku: 'NOVO', quantidade: 1 }], status: undefined }
  await append(panel.client, [{ externalId: 'A', payload }])
  await drain(panel.client)
  const added = await save(panel, { externo: ' NOVO ', interno: ' INT-9 ' })
  assert.equal(added.status, 303)
  assert.match(added.location ?? '', /^\/mapeamentos\/sku\/\d+\?feito=mapeamento\.salvar&n=1$/)
  assert.deepEqual(await mapped(panel), [{ tenant_id: '123', externo: 'NOVO', interno: 'INT-9' }])
  const page = await get(panel, added.location ?? '')
  assert.match(page.text, /Mapeamento salvo: 1 evento liberado\./)
  assert.match(page.text, /operador:operador/, 'its history says who')
  assert.equal(
    await panel.client.value(`select ator from hub.auditoria where acao = 'mapeamento.sku.salvar'`),
    'operador:operador',
  )
})

test('a stale edit is 409, keeps what was typed, and says what is saved and who did it', async (t) => {
  const panel = await openTestPanel(t)
  const { location } = await save(panel, { externo: 'X', interno: 'A' })
  const mine = await get(panel, location ?? '')
  const hers = await save(
    panel,
    { externo: 'X', interno: 'B', versao: field(mine, 'versao') ?? '' },
    'admin',
  )
  assert.equal(hers.status, 303)
  const refused = await save(panel, {
    externo: 'X',
    interno: 'MEU',
    versao: field(mine, 'versao') ?? '',
  })
  assert.equal(refused.status, 409)
  assert.match(refused.text, /Outra pessoa mudou este mapeamento/)
  assert.match(refused.text, /operador:admin/)
  assert.equal(field(refused, 'interno'), 'MEU')
  assert.match(refused.text, /<dt>Interno<\/dt><dd><span class="mono"><bdi>B<\/bdi>/)
  assert.deepEqual(await mapped(panel), [{ tenant_id: '123', externo: 'X', interno: 'B' }])
  const again = await save(panel, {
    externo: 'X',
    interno: 'MEU',
    versao: field(refused, 'versao') ?? '',
  })
  assert.equal(again.status, 303, 'having seen it, the person may go on')
  assert.deepEqual(await mapped(panel), [{ tenant_id: '123', externo: 'X', interno: 'MEU' }])
})

test('adding a mapping that exists is 409, and so is changing one that was removed; both keep what was typed', async (t) => {
  const panel = await openTestPanel(t)
  const { location } = await save(panel, { externo: 'X', interno: 'A' })
  const twice = await save(panel, { externo: 'X', interno: 'B' })
  assert.equal(twice.status, 409)
  assert.match(twice.text, /já existe/)
  assert.equal(field(twice, 'interno'), 'B')
  const page = await get(panel, location ?? '')
  await panel.client.rows(`select processing.remove_sku_mapping(123, 'ML', 'X', 'saiu', 'bia')`)
  const gone = await save(panel, {
    externo: 'X',
    interno: 'C',
    versao: field(page, 'versao') ?? '',
  })
  assert.equal(gone.status, 409)
  assert.match(gone.text, /removeu este mapeamento/)
  assert.match(gone.text, /bia/)
  assert.equal(field(gone, 'interno'), 'C')
  assert.equal(field(gone, 'externo'), 'X')
  assert.equal(field(gone, 'versao'), '-1')
})

test('a removal needs a reason, and the version that was seen', async (t) => {
  const panel = await openTestPanel(t)
  await save(panel, { externo: 'X', interno: 'A' })
  const remove = (form: Record<string, string>) =>
    panel.call('POST', '/mapeamentos/sku/remover', {
      as: 'operador',
      form: { tenant: '123', canal: 'ML', externo: 'X', versao: '0', ...form },
    })
  assert.equal((await remove({ motivo: ' ' })).status, 422)
  assert.equal((await remove({ motivo: 'x', versao: '7' })).status, 409)
  assert.equal((await remove({ motivo: 'x', tenant: '999' })).status, 404)
  assert.equal((await mapped(panel)).length, 1)
  const removed = await remove({ motivo: 'saiu de linha' })
  assert.deepEqual(
    [removed.status, removed.location],
    [303, '/mapeamentos/sku?feito=mapeamento.remover'],
  )
  assert.deepEqual(await mapped(panel), [])
  const [audit] = await panel.client.rows(
    `select ator, motivo from hub.auditoria where acao = 'mapeamento.sku.remover'`,
  )
  assert.deepEqual(audit, { ator: 'operador:operador', motivo: 'saiu de linha' })
})

test('what is wrong with a form is said in it, and it keeps what was typed', async (t) => {
  const panel = await openTestPanel(t)
  const empty = await save(panel, { externo: ' ', interno: 'A' })
  assert.equal(empty.status, 422)
  assert.match(empty.text, /Informe o que vem do marketplace/)
  assert.equal(field(empty, 'interno'), 'A')
  for (const form of [
    { interno: 'x'.repeat(201) },
    { externo: 'x'.repeat(201) },
    { canal: 'XX' },
    { versao: 'x' },
    { outro: '1' },
  ]) {
    const answer = await save(panel, { externo: 'X', interno: 'A', ...form })
    assert.equal(answer.status, 422, JSON.stringify(form))
  }
  assert.equal((await saveStatus(panel, { externo: 'x', interno: 'QUALQUER' })).status, 422)
  assert.deepEqual(await mapped(panel), [])
})

test('only an admin of all stores changes a mapping for every store', async (t) => {
  const panel = await openTestPanel(t)
  const form = { tenant: 'todas', externo: 'novo', interno: 'PRONTO', terminal: 'sim' }
  assert.equal((await saveStatus(panel, form, 'operador')).status, 403)
  const [row] = await panel.client.rows<{ id: string; v: number }>(
    `select id, lock_version as v from hub.mapeamento_status where status_externo = 'order:paid'`,
  )
  const page = await get(panel, `/mapeamentos/status/${row!.id}`, 'operador')
  assert.doesNotMatch(page.text, /name="versao"/, 'no form is shown')
  const remove = {
    tenant: 'todas',
    canal: 'ML',
    externo: 'order:paid',
    versao: String(row!.v),
    motivo: 'x',
  }
  for (const who of ['operador', 'outro'] as const) {
    const answer = await panel.call('POST', '/mapeamentos/status/remover', {
      as: who,
      form: remove,
    })
    assert.equal(answer.status, 403, who)
  }
  assert.equal((await saveStatus(panel, form, 'admin')).status, 303)
  assert.deepEqual(
    await panel.client.rows(
      `select tenant_id, terminal from hub.mapeamento_status where status_externo = 'novo'`,
    ),
    [{ tenant_id: null, terminal: true }],
  )
})

test('an operator of one store sees and changes mappings of that one, and sees those for all', async (t) => {
  const panel = await openTestPanel(t)
  const { location } = await save(panel, { externo: 'DE-123', interno: 'A' })
  await save(panel, { externo: 'DE-456', interno: 'A', tenant: '456' }, 'outro')
  const list = await get(panel, '/mapeamentos/sku', 'outro')
  assert.match(list.text, /DE-456/)
  assert.doesNotMatch(list.text, /DE-123/)
  assert.equal((await get(panel, location ?? '', 'outro')).status, 404)
  assert.equal((await save(panel, { externo: 'X', interno: 'A' }, 'outro')).status, 404)
  assert.match((await get(panel, '/mapeamentos/status', 'outro')).text, /order:paid/)
  const csv = await get(panel, '/mapeamentos/sku/exportar?tenant=123', 'outro')
  assert.doesNotMatch(csv.text, /DE-123/)
})

test('the list is paged by 50, filtered by store and text, and refuses unknown filters', async (t) => {
  const panel = await openTestPanel(t)
  await panel.client.rows(`
    insert into hub.mapeamento_sku (tenant_id, canal, sku_externo, sku_interno)
    select 123, 'ML', 'SKU-' || lpad(n::text, 3, '0'), 'INT%' || n from generate_series(1, 120) as n`)
  const seen: string[] = []
  for (let path: string | null = '/mapeamentos/sku'; path !== null;) {
    const page: Called = await get(panel, path, 'leitor')
    seen.push(...Array.from(page.text.matchAll(/<bdi>(SKU-\d+)<\/bdi>/g), ([, sku = '']) => sku))
    path =
      /href="([^"]*cursor=[^"]*)" rel="next"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? null
  }
  assert.equal(seen.length, 120)
  assert.equal(new Set(seen).size, 120)
  const some = await get(panel, '/mapeamentos/sku?q=int%257&tenant=123')
  assert.equal(some.text.match(/<bdi>SKU-/g)?.length, 11, 'a percent sign is one')
  assert.match((await get(panel, '/mapeamentos/sku?q=nada')).text, /Nenhum mapeamento corresponde/)
  assert.match((await get(panel, '/mapeamentos/sku?tenant=456')).text, /Limpar os filtros/)
  for (const bad of [
    'outro=1',
    'tenant=abc',
    'cursor=x',
    `q=${'x'.repeat(201)}`,
    'q=a&q=b',
    'tenant=todas',
  ]) {
    assert.equal((await get(panel, `/mapeamentos/sku?${bad}`)).status, 400, bad)
  }
  assert.equal((await get(panel, '/mapeamentos/status?tenant=todas')).status, 200)
  assert.equal((await get(panel, '/mapeamentos/sku/999')).status, 404)
  assert.equal((await get(panel, '/mapeamentos/sku/99999999999999999999')).status, 404)
  assert.equal((await get(panel, '/mapeamentos')).location, '/mapeamentos/sku')
})

test('an exported file is imported unchanged: it is simulated first, and then exactly what was shown is applied', async (t) => {
  const panel = await openTestPanel(t)
  await save(panel, { externo: '=1+1', interno: '@SUM(A1)' })
  await save(panel, { externo: 'com;ponto e "aspas"', interno: "'-x" })
  const file = await get(panel, '/mapeamentos/sku/exportar?tenant=123', 'auditor')
  assert.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.match(
    file.headers.get('content-disposition') ?? '',
    /^attachment; filename="mapeamento-sku-123\.csv"$/,
  )
  assert.equal(
    file.text,
    `\uFEFFsku_externo;sku_interno\r\n'=1+1;'@SUM(A1)\r\n"com;ponto e ""aspas""";''-x\r\n`.replace(
      '\uFEFF',
      file.text.startsWith('\uFEFF') ? '\uFEFF' : '',
    ),
  )
  const upload = (texto: string, tenant = '123') =>
    panel.call('POST', '/mapeamentos/sku/importar', { as: 'operador', form: { tenant, texto } })
  assert.match((await upload(file.text)).text, /Tudo já está como o arquivo diz/)
  const other = await upload(file.text, '456')
  assert.match(other.text, /Importar 2 mapeamentos/)
  assert.equal((await mapped(panel)).length, 2, 'a simulation writes nothing')
  const apply = (page: Called, change: Record<string, string> = {}) =>
    panel.call('POST', '/mapeamentos/sku/importar/aplicar', {
      as: 'operador',
      form: {
        tenant: '456',
        resumo: field(page, 'resumo') ?? '',
        linhas: (field(page, 'linhas') ?? '')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&'),
        ...change,
      },
    })
  const tampered = await apply(other, { linhas: '[{"linha":1,"externo":"a","interno":"b"}]' })
  assert.equal(tampered.status, 409)
  await save(panel, { tenant: '456', externo: '=1+1', interno: 'OUTRO' })
  const stale = await apply(other)
  assert.equal(stale.status, 409)
  assert.match(stale.text, /mudaram desde a simulação.* Nada foi importado/)
  assert.match(stale.text, /MUDA/)
  const done = await apply(stale)
  assert.deepEqual(
    [done.status, done.location],
    [303, '/mapeamentos/sku?tenant=456&feito=mapeamento.importar&n=0'],
  )
  assert.deepEqual((await mapped(panel)).slice(2), [
    { tenant_id: '456', externo: '=1+1', interno: '@SUM(A1)' },
    { tenant_id: '456', externo: 'com;ponto e "aspas"', interno: "'-x" },
  ])
})

test('an import with an error can not be applied, and says in which line the error is', async (t) => {
  const panel = await openTestPanel(t)
  const upload = (kind: string, texto: string, as: Who = 'operador') =>
    panel.call('POST', `/mapeamentos/${kind}/importar`, { as, form: { tenant: '123', texto } })
  const wrong = await upload('sku', 'A;B\nC;\nA;D\nE;F;G')
  assert.match(wrong.text, /Nada pode ser importado ainda/)
  assert.doesNotMatch(wrong.text, /importar\/aplicar/)
  for (const sentence of [
    'informe o SKU externo e o interno',
    'repetido: já está na linha 1',
    'a linha tem mais de 2 colunas',
  ]) {
    assert.ok(wrong.text.includes(sentence), sentence)
  }
  assert.equal((await upload('sku', '  ')).status, 422)
  assert.match(
    (await upload('sku', Array.from({ length: 5001 }, (_, n) => `A${n};B`).join('\n'))).text,
    /no máximo 5\.000 linhas/,
  )
  assert.match((await upload('status', 'a;pronto;sim')).text, /Importar 1 mapeamento</)
  const everyStore = (as: Who) =>
    panel.call('POST', '/mapeamentos/status/importar', {
      as,
      form: { tenant: 'todas', texto: 'a;PRONTO' },
    })
  assert.equal((await everyStore('operador')).status, 403)
  assert.equal((await everyStore('admin')).status, 200)
  const lost = await panel.call('POST', '/mapeamentos/sku/importar/aplicar', {
    as: 'operador',
    form: { tenant: '123', resumo: 'x', linhas: '{' },
  })
  assert.equal(lost.status, 422)
})

test('scripts and bidirectional marks in a mapping are shown inert', async (t) => {
  const panel = await openTestPanel(t)
  const { location } = await save(panel, {
    externo: '<script>x()</script>\u202Eabc',
    interno: '"><img src=x>',
  })
  for (const path of [location ?? '', '/mapeamentos/sku']) {
    // What a form carries comes back as it was; what is read is another matter.
    const text = (await get(panel, path)).text.replaceAll(/ value="[^"]*"/g, '')
    assert.ok(
      !text.includes('<script>x()') && !text.includes('<img') && !text.includes('\u202E'),
      path,
    )
    assert.ok(text.includes('&lt;script&gt;'))
  }
})
