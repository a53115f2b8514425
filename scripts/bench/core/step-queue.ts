/** A database whose outbox is kept at a chosen length, and on which steps run one by one. */
import type pg from 'pg'
import type { BenchServer } from './bench-server.ts'
import { checkEffect, type Faults } from './check-effect.ts'
import { fillBacklog } from './fill-backlog.ts'
import { timedStep } from './timed-step.ts'

export interface StepQueue {
  /** Appends until `size` events wait. */
  fill(size: number): Promise<void>
  /** Reads what the steps of the next `count` events will read, so that it is in the server's buffers at any size. */
  warm(count: number): Promise<void>
  /** Claims and finishes `count` events, then appends as many untimed. Resolves to the milliseconds of the step. */
  step(count: number): Promise<number>
  /** The milliseconds of the query that an idle relay runs each second. */
  poll(): Promise<number>
  /** Checks the effect of the finished events. It deletes those that still wait, which do not count. */
  check(): Promise<Faults>
}

export async function openStepQueue(server: BenchServer, name: string): Promise<StepQueue> {
  const database = await server.createDatabase(name)
  const relay = await server.connect(database.url)
  const producers = [await server.connect(database.url), await server.connect(database.url)]
  let appended = 0
  let finished = 0

  async function fill(size: number): Promise<void> {
    const target = Math.max(appended, finished + size)
    await fillBacklog(producers, appended, target)
    appended = target
  }

  return {
    fill,
    async warm(count) {
      await relay.query(
        `select sum(octet_length(e.payload_json::text) + o.lock_version)
         from (
           select id, lock_version from hub.integracao_outbox
           where faixa = (
             select faixa from hub.integracao_outbox where destino = 'PROCESSAR' limit 1
           ) and status = 'PENDENTE' order by xid, id limit $1
         ) as o
         join hub.integracao_evento as e using (id)`,
        [count],
      )
    },
    async step(count) {
      const { ms, claimed } = await timedStep(relay, count)
      if (claimed !== count) throw new Error(`a step claimed ${claimed} events of ${count}`)
      finished += claimed
      await fillBacklog(producers.slice(0, 1), appended, appended + count)
      appended += count
      return ms
    },
    async poll() {
      const start = performance.now()
      await relay.query({ name: 'poll', text: `select * from relay.poll('bench', '{30 s}')` })
      return performance.now() - start
    },
    async check() {
      const missing = await takeOutWaiting(relay)
      const faults = await checkEffect(relay, finished)
      return { ...faults, lost: faults.lost + missing }
    },
  }
}

/** How many events neither wait nor are finished. */
async function takeOutWaiting(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ missing: string }>(
    `select
       (select count(*) from hub.integracao_evento where status <> 'PROCESSADO')
       - (select count(*) from hub.integracao_outbox where destino = 'PROCESSAR') as missing`,
  )
  await client.query(`
    create temporary table done as select * from hub.integracao_evento where status = 'PROCESSADO';
    truncate hub.integracao_evento, hub.integracao_outbox;
    insert into hub.integracao_evento select * from done;
    analyze`)
  return Math.abs(Number(rows[0]?.missing ?? Number.NaN))
}
