import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { append, drain, prepareTenant, readyPayload } from '../../../support/relay/engine.ts'
import { readingOf } from '../../../support/ingress/reading.ts'
import { openTestPanel, type TestPanel } from '../../../support/panel/test-panel.ts'

const numbered = (from: number, total: number) =>
  Array.from({ length: total }, (_, n) => ({ externalId: `ML-${from + n}` }))

/** The external ids of the rows, in the order of the page. */
function rowsOf(html: string): string[] {
  return Array.from(html.matchAll(/<a href="\/eventos\/\d+"><bdi>([^<]*)/g), ([, id]) => id ?? '')
}

const nextOf = (html: string) =>
  /<a href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&')

async function withKinds(t: TestContext): Promise<TestPanel> {
  const panel = await openTestPanel(t)
  const { client } = panel
  await prepareTenant(client)
  await append(client, [{ externalId: 'ML-feito', payload: readyPayload }])
  await append(client, [{ externalId: 'ML-feito', payload: readyPayload }])
  await append(client, [
    { externalId: 'ML-espera', tipo: 'ORDER_UPDATED', payload: { status: 'x' } },
  ])
  await drain(client)
  await append(client, [{ externalId: 'ML-novo' }, { externalId: 'ML-outra', tenantId: 456 }])
  return panel
}

test('100 rows inserted while paging neither repeat nor skip a row', async (t) => {
  const panel = await openTestPanel(t)
  await append(panel.client, numbered(1, 120))
  const seen: string[] = []
  let path: string | undefined = '/eventos'
  while (path !== undefined) {
    const { text } = await panel.call('GET', path, { as: 'leitor' })
    seen.push(...rowsOf(text))
    path = nextOf(text)
    await append(panel.client, numbered(1000 + seen.length, 50))
  }
  assert.deepEqual(
    seen,
    numbered(1, 120)
      .map(({ externalId }) => externalId)
      .reverse(),
  )
})

test('rows are under the day in São Paulo on which they came', async (t) => {
  const panel = await openTestPanel(t)
  await append(panel.client, numbered(1, 2))
  await panel.client.rows(`
    update hub.integracao_evento
    set received_at = case external_id when 'ML-1' then timestamptz '2026-08-23T02:59Z' else '2026-08-23T03:00Z' end`)
  const { text } = await panel.call('GET', '/eventos', { as: 'leitor' })
  const read = readingOf(text)
  const [second, first] = ['domingo, 23 de agosto de 2026', 'sábado, 22 de agosto de 2026']
  assert.ok(read.indexOf(second ?? '') < read.indexOf('ML-2'))
  assert.ok(read.indexOf('ML-2') < read.indexOf(first ?? ''))
  assert.match(read, /00:00:00.* ML-2 .*23:59:00.* ML-1 /)
})

test('filters are in the address, and only what matches is shown', async (t) => {
  const panel = await withKinds(t)
  const list = async (query: string) => {
    const { status, text } = await panel.call('GET', `/eventos?${query}`, { as: 'leitor' })
    assert.equal(status, 200, query)
    return rowsOf(text)
  }
  assert.deepEqual(await list('status=PROCESSADO'), ['ML-feito'])
  assert.deepEqual(await list('status=MAPEAMENTO&status=DUPLICADO'), ['ML-espera', 'ML-feito'])
  assert.deepEqual(await list('tenant=456'), ['ML-outra'])
  assert.deepEqual(await list('external_id=ML-novo'), ['ML-novo'])
  assert.deepEqual(await list('tipo=ORDER_UPDATED'), ['ML-espera'])
  assert.deepEqual(await list('origem=INTERNO'), [])
  assert.deepEqual(await list('data_de=2100-01-01'), [])
  assert.equal((await list('canal=ML&data_de=2020-01-01&data_ate=2100-01-01')).length, 5)
  const [trace] = await panel.client.rows<{ trace_id: string }>(
    `select trace_id from hub.integracao_evento where external_id = 'ML-novo'`,
  )
  assert.deepEqual(await list(`trace_id=${trace?.trace_id}`), ['ML-novo'])
})

test('an unknown or malformed filter is 400, says what is accepted, and shows no row and no input', async (t) => {
  const panel = await withKinds(t)
  for (const [query, said] of [
    ['statu=MORTO', 'Filtro desconhecido'],
    ['status=MORTA-canario', 'Aceita um ou mais de: RECEBIDO, PROCESSADO'],
    ['tenant=canario', 'Aceita o número de um tenant'],
    ['trace_id=canario', 'Aceita um UUID'],
    ['data_de=31/12/2026-canario', 'Aceita o primeiro dia em São Paulo'],
    ['data_de=2026-02-01&data_ate=2026-01-01', 'Aceita o último dia em São Paulo'],
    ['cursor=canario', 'Aceita o proximo da página anterior'],
    ['tenant=1&tenant=2', 'Aceita o número de um tenant'],
    ['__proto__=canario', 'Filtro desconhecido'],
  ] as const) {
    for (const path of ['/eventos', '/ao-vivo/eventos', '/lotes/novo']) {
      const { status, text } = await panel.call('GET', `${path}?${query}`, { as: 'operador' })
      assert.equal(status, 400, `${path}?${query}`)
      assert.ok(readingOf(text).includes(said), `${query}: ${readingOf(text)}`)
      assert.doesNotMatch(text, /canario/)
      assert.deepEqual(rowsOf(text), [])
    }
  }
})

test('a form’s empty fields leave the address: one list has one address', async (t) => {
  const panel = await openTestPanel(t)
  const sent = '/eventos?trace_id=&status=MORTO&external_id=&tenant=&canal=ML&data_de=&data_ate='
  const { status, location } = await panel.call('GET', sent, { as: 'leitor' })
  assert.deepEqual([status, location], [303, '/eventos?canal=ML&status=MORTO'])
})

test('each active filter is a link to the list without it', async (t) => {
  const panel = await withKinds(t)
  const query = 'status=MORTO&status=ERRO&external_id=ML-1&data_de=2026-08-23'
  const { text } = await panel.call('GET', `/eventos?${query}`, { as: 'leitor' })
  const chips = Array.from(text.matchAll(/<a class="chip" href="([^"]*)"/g), ([, href]) =>
    (href ?? '').replaceAll('&amp;', '&'),
  )
  assert.deepEqual(chips, [
    '/eventos?status=ERRO&data_de=2026-08-23&external_id=ML-1',
    '/eventos?status=MORTO&data_de=2026-08-23&external_id=ML-1',
    '/eventos?status=MORTO&status=ERRO&data_de=2026-08-23',
    '/eventos?status=MORTO&status=ERRO&external_id=ML-1',
  ])
  assert.match(readingOf(text), /De: 23\/08\/2026/)
})

test('nothing received, nothing that matches and nothing older are three different pages', async (t) => {
  const panel = await openTestPanel(t)
  const says = async (path: string) =>
    readingOf((await panel.call('GET', path, { as: 'operador' })).text)
  assert.match(await says('/eventos'), /Nenhum evento foi recebido ainda.*X-ML-Signature/)
  assert.match(await says('/eventos?status=MORTO'), /Nenhum evento corresponde.*Limpar os filtros/)
  await append(panel.client, numbered(1, 1))
  const [first] = await panel.client.rows<{ id: string }>('select id from hub.integracao_evento')
  const cursor = Buffer.from(`v1.${first?.id}`).toString('base64url')
  assert.match(await says(`/eventos?cursor=${cursor}`), /Não há eventos mais antigos/)
})

test('an operator sees the events of their tenants only, whatever the filter', async (t) => {
  const panel = await withKinds(t)
  const { text } = await panel.call('GET', '/eventos', { as: 'outro' })
  assert.deepEqual(rowsOf(text), ['ML-outra'])
  const other = await panel.call('GET', '/eventos?tenant=123', { as: 'outro' })
  assert.deepEqual(rowsOf(other.text), [])
  assert.doesNotMatch(text, /\(123\)/)
})

test('a list that takes too long is a banner on a page that stands', async (t) => {
  const panel = await withKinds(t)
  await panel.client.rows(`
    create or replace function search.events_apart(p_status text[], p_tenants bigint[]) returns bigint[]
    language plpgsql stable as $$ begin raise exception 'cancelled' using errcode = '57014'; end $$`)
  const { status, text } = await panel.call('GET', '/eventos?status=MORTO', { as: 'leitor' })
  assert.equal(status, 200)
  assert.match(readingOf(text), /Esta consulta demorou demais/)
  assert.match(text, /name="external_id"/)
})

test('a search that stops before the end says so, and goes on from there', async (t) => {
  const panel = await openTestPanel(t)
  await append(panel.client, numbered(1, 2))
  // One that may take no time at all: it reads one stretch, and has found nothing.
  await panel.client.rows(`
    alter function search.find_events rename to find_events_all;
    create function search.find_events(
      p_tenants bigint[], p_canal text, p_status text[], p_tipo text[], p_origem text[], p_external_id text,
      p_trace_id uuid, p_de timestamptz, p_ate timestamptz, p_antes bigint, p_limite int, out ids bigint[], out proximo bigint
    ) language sql as $$ select '{}'::bigint[], 77 where p_antes is null union all select '{}', null limit 1 $$;
    grant execute on function search.find_events to hub_service`)
  const first = await panel.call('GET', '/eventos?status=MORTO', { as: 'leitor' })
  assert.match(readingOf(first.text), /A busca parou antes do fim/)
  assert.doesNotMatch(readingOf(first.text), /Nenhum evento/)
  const last = await panel.call('GET', nextOf(first.text) ?? '', { as: 'leitor' })
  assert.match(readingOf(last.text), /Nenhum evento corresponde/)
})

test('what a name from outside would do to a page is shown, not done', async (t) => {
  const panel = await openTestPanel(t)
  await append(panel.client, [{ externalId: '<script>x</script>\u202Egro\u200B' }])
  const { text } = await panel.call('GET', '/eventos', { as: 'leitor' })
  assert.ok(text.includes('&lt;script&gt;x&lt;/script&gt;'))
  assert.match(readingOf(text), /⟪U\+202E⟫ gro ⟪U\+200B⟫/)
  assert.doesNotMatch(text, /<script>x|[\u202E\u200B]/)
})
