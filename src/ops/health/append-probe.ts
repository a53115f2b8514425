/**
 * Finds out whether an append would succeed, by doing all that an append needs, commit included: see
 * ingress.probe_append. A commit may wait for ever (for a synchronous standby that is away), and only a cancel ends it.
 * A probe that hangs is therefore cancelled, so that probes never pile up in the server.
 */
import type { Clock } from '../../core/clock.ts'
import type { Pool, PoolClient } from '../../db/connect/pool.ts'
import { type Unready, unreadyFor } from '../../db/connect/unready.ts'

/** `unready` is null when an append would succeed. Never rejects, but may take longer than its caller wants to wait. */
export type AppendProbe = () => Promise<{
  readonly unready: Unready | null
  readonly err?: unknown
}>

interface AppendProbeOptions {
  /** A pool of two connections for the probe alone: one tries, the other cancels. */
  readonly pool: Pool
  /** The migration that this program needs. */
  readonly version: number
  readonly clock: Clock
}

const STATEMENT_MS = 1500
const HANGING_MS = 5000
/** pg supports `query_timeout`, but its types lack it. */
const LIMIT = { query_timeout: HANGING_MS }
const VERSION = `
  select coalesce(max(h.version), 0) as versao, pg_catalog.pg_backend_pid() as pid
  from hub_migracao.hub_schema_history as h`

/** The caller must wait for one probe to resolve before it starts the next. */
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
    // A connection that is lost while no query runs emits `error`. Without a listener that event would end the process.
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
      // If even the rollback fails, the connection is gone, and its pool has noticed.
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
