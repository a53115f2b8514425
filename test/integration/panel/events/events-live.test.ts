import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { append } from '../../../support/relay/engine.ts'
import { handClock, type HandClock } from '../../../support/hand-clock.ts'
import {
  openTestPanel,
  SESSION_COOKIE,
  type TestPanel,
  type Who,
} from '../../../support/panel/test-panel.ts'

interface Heard {
  readonly id: string
  readonly data: string
}

/** Listens to a stream of the panel's; `next` resolves to the next message, or null once it has ended. */
async function listenTo(t: TestContext, panel: TestPanel, path: string, as: Who, lastId?: string) {
  const answer = await panel.panel.app.request(
    `http://painel.test${path}`,
    {
      headers: {
        host: 'painel.test',
        cookie: `${SESSION_COOKIE}=${panel.sessions[as]}`,
        ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      },
    },
    {},
  )
  assert.equal(answer.status, 200)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  assert.ok(reader)
  t.after(() => panel.panel.stop())
  let text = ''
  const nextOfAnyKind = async (): Promise<string | null> => {
    while (!text.includes('\n\n')) {
      const { done, value } = await reader.read()
      if (done) return null
      text += value
    }
    const [message = '', ...rest] = text.split('\n\n')
    text = rest.join('\n\n')
    return message
  }
  return {
    /** Whatever is said next: a comment is null. */
    next: async (): Promise<Heard | null> => {
      const message = await nextOfAnyKind()
      if (message === null || message.startsWith(':')) return null
      const lines = message.split('\n')
      const field = (name: string) =>
        lines
          .filter((line) => line.startsWith(`${name}: `))
          .map((line) => line.slice(name.length + 2))
          .join('\n')
      return { id: field('id'), data: field('data') }
    },
  }
}

/** Lets the stream go to sleep, and wakes it. */
async function pass(clock: HandClock, ms: number): Promise<void> {
  await clock.sleeperOf(ms)
  clock.advance(ms)
}

const newestId = async (panel: TestPanel) =>
  (await panel.client.rows<{ id: string }>('select max(id) as id from hub.integracao_evento'))[0]!
    .id

test('what has come since the page was read is counted live, by the page’s own filters', async (t) => {
  const clock = handClock()
  const panel = await openTestPanel(t, { clock })
  await append(panel.client, [{ externalId: 'ML-1' }])
  const depois = await newestId(panel)
  const path = `/ao-vivo/eventos?tipo=ORDER_CREATED&depois=${depois}`
  const stream = await listenTo(t, panel, path, 'leitor')
  assert.equal(await stream.next(), null)

  await append(panel.client, [
    { externalId: 'ML-2' },
    { externalId: 'ML-3', tipo: 'ORDER_UPDATED' },
  ])
  await pass(clock, 5000)
  const one = await stream.next()
  assert.match(one?.data ?? '', /href="\/eventos\?tipo=ORDER_CREATED">1 evento novo · mostrar/)

  await append(panel.client, [{ externalId: 'ML-4' }])
  await pass(clock, 5000)
  assert.match((await stream.next())?.data ?? '', />2 eventos novos · mostrar/)
  await pass(clock, 5000)
  assert.equal(await stream.next(), null, 'nothing is said twice')

  const again = await listenTo(t, panel, path, 'leitor', await newestId(panel))
  assert.equal(await again.next(), null, 'a stream goes on from what was heard last')
})

test('beyond a hundred, new events are not counted one by one', async (t) => {
  const panel = await openTestPanel(t)
  await append(panel.client, [{ externalId: 'ML-0' }])
  const depois = await newestId(panel)
  await append(
    panel.client,
    Array.from({ length: 120 }, (_, n) => ({ externalId: `N-${n}` })),
  )
  const stream = await listenTo(t, panel, `/ao-vivo/eventos?depois=${depois}`, 'leitor')
  assert.match((await stream.next())?.data ?? '', />100\+ eventos novos/)
})

test('a stream tells nothing of other tenants', async (t) => {
  const panel = await openTestPanel(t)
  await append(panel.client, [{ externalId: 'ML-0', tenantId: 456 }])
  const depois = await newestId(panel)
  await append(panel.client, [{ externalId: 'ML-1', tenantId: 123 }])
  const stream = await listenTo(t, panel, `/ao-vivo/eventos?depois=${depois}`, 'outro')
  assert.equal(await stream.next(), null)
})

test('a bulk act’s progress is followed until it has ended', async (t) => {
  const clock = handClock()
  const panel = await openTestPanel(t, { clock })
  await append(panel.client, [{ externalId: 'ML-1' }, { externalId: 'ML-2' }])
  await panel.client.rows(`
    select bulk.confirm(
      bulk.plan('REPROCESSAR', '{}', array(select id from hub.integracao_evento), 'teste', null, 'x', 1), 2, 'teste'
    )`)
  const [lote] = await panel.client.rows<{ id: string }>('select id from hub.lote')
  const stream = await listenTo(t, panel, `/ao-vivo/lotes/${lote?.id}`, 'leitor')
  assert.match((await stream.next())?.data ?? '', /EM ANDAMENTO.*<strong>0<\/strong> de 2 feitos/)
  // One a second: by the act's own time, however long the test took so far.
  await panel.client.rows(`select bulk.run(confirmado_em + interval '1.5 s') from hub.lote`)
  await pass(clock, 2000)
  assert.match((await stream.next())?.data ?? '', /<strong>1<\/strong> de 2 feitos, 1 por fazer/)
  await panel.client.rows(`select bulk.run(confirmado_em + interval '5 s') from hub.lote`)
  await pass(clock, 2000)
  const last = await stream.next()
  assert.match(last?.data ?? '', /CONCLUÍDO.*Ver o resultado.*id="lote-acoes" hx-swap-oob/)
})
