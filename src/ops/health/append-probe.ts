/**
 * Finds out whether an append would succeed by doing what one needs, commit included: see ingress.probe_append.
 * A commit may wait for ever (a synchronous standby that is away), and nothing ends it but a cancel: a probe that hangs is
 * cancelled, so that probes never pile up in the server.
 */
import type { Clock } from '../../core/clock.ts'
import type { Pool, PoolClient } from '../../db/connect/pool.ts'
import { type Unready, unreadyFor } from '../../db/connect/unready.ts'

/** Null: an append would succeed. Never rejects; it may take longer than anybody waits for it. */
export type AppendProbe = () => Promise<{
  readonly unready: Unready | null
  readonly err?: unknown
}>

interface AppendProbeOptions {
  /** Two connections of its own: one that tries, one that cancels. */
  readonly pool: Pool
  /** The migration that this program needs. */
  readonly version: number
  readonly clock: Clock
}

const STATEMENT_MS = 1500
const HANGING_MS = 5000
/** pg knows of it, and its types don't. */
const LIMIT = { query_timeout: HANGING_MS }
const VERSION = `
  select coalesce(max(h.version), 0) as versao, pg_catalog.pg_backend_pid() as pid
  from hub_migracao.hub_schema_history as h`

/** Call it again when the last call has resolved. */
export function createAppendProbe({ pool, version, clock }: AppendProbeOptions): AppendProbe {
  return async () => {
    const settled = new AbortController()
    let client: PoolClient
    try {
      client = await pool.connect()
    } catch (err) {
      return { unready: 'banco', err }
    }
    try {
      let isOurs = true
      const giveBack = (error?: Error) => {
        if (isOurs) client.release(error)
        isOurs = false
      }
      try {
        return await tryOn(client, (pid) => void endIfItHangs(pid, settled.signal, giveBack))
      } finally {
        giveBack()
      }
    } catch (err) {
      return { unready: unreadyFor(err), err }
    } finally {
      settled.abort()
    }
  }

  async function tryOn(client: PoolClient, onBegun: (pid: number) => void) {
    // A connection that is lost while nothing is asked of it tells by an event, which ends a process that does not listen.
    const lost = () => {}
    client.on('error', lost)
    try {
      await client.query(`begin; set local statement_timeout = ${STATEMENT_MS}`)
      const { rows } = await client.query<{ versao: number; pid: number }>(VERSION)
      const [row] = rows
      if (row === undefined || row.versao < version) {
        await client.query('rollback')
        return { unready: 'migracoes' } as const
      }
      onBegun(row.pid)
      await client.query('select ingress.probe_append()')
      await client.query('commit')
      return { unready: null }
    } catch (error) {
      // Where even that fails the connection is gone, and its pool has seen it.
      await client.query('rollback').catch(() => {})
      throw error
    } finally {
      client.off('error', lost)
    }
  }

  async function endIfItHangs(
    pid: number,
    settled: AbortSignal,
    giveBack: (error: Error) => void,
  ): Promise<void> {
    await clock.sleep(HANGING_MS, settled)
    if (settled.aborted) return
    const cancel = { text: 'select pg_catalog.pg_cancel_backend($1)', values: [pid] }
    await pool.query({ ...cancel, ...LIMIT }).catch(() => {})
    await clock.sleep(HANGING_MS, settled)
    if (!settled.aborted) giveBack(new Error('the database does not answer'))
  }
}
