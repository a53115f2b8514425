/**
 * Whether this process lives and whether it should get work. Ready means that an append would succeed: that is tried
 * (see append-probe.ts), and the last real ones are counted (see recent-appends.ts). Probes need no login, and are told
 * one word.
 */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { AppendProbe } from './append-probe.ts'
import type { Unready } from '../../db/connect/unready.ts'

export interface Health {
  /** From now on the process is not ready: it is stopping. */
  drain(): void
  /** Null: ready. Resolves within 2 s; what it says is at most a second old. */
  whyUnready(): Promise<Unready | null>
}

interface HealthDeps {
  readonly probe: AppendProbe
  /** Whether too many of the last appends have failed. [never] */
  readonly appendsFail?: () => boolean
  readonly clock: Clock
  readonly log: Logger
}

const DEADLINE_MS = 2000
const REMEMBERED_MS = 1000

/** However many ask: one try is on its way at a time, and its answer is everybody's for a second. */
export function createHealth(deps: HealthDeps): Health {
  const { probe, appendsFail = () => false, clock, log } = deps
  let draining = false
  let looking: Promise<Unready | null> | undefined
  let remembered: { readonly unready: Unready | null; readonly until: number } | undefined
  let told: Unready | null = null

  return {
    drain: () => {
      draining = true
    },
    async whyUnready() {
      const unready = draining ? 'encerrando' : await tried()
      if (draining) return 'encerrando'
      return unready ?? (appendsFail() ? 'gravacoes_recentes' : null)
    },
  }

  async function tried(): Promise<Unready | null> {
    if (remembered !== undefined && clock.monotonicMs() < remembered.until)
      return remembered.unready
    return (looking ??= look())
  }

  /** A try that takes too long stays the one on its way, and says no to whoever asks meanwhile. */
  function look(): Promise<Unready | null> {
    const settled = new AbortController()
    const late = clock.sleep(DEADLINE_MS, settled.signal).then(() => 'tempo_esgotado' as const)
    const answer = probe().then(({ unready, err }) => {
      const said = isLate ? 'tempo_esgotado' : unready
      remembered = { unready: said, until: clock.monotonicMs() + REMEMBERED_MS }
      looking = undefined
      settled.abort()
      tell(said, err)
      return said
    })
    let isLate = false
    void late.then(() => {
      if (settled.signal.aborted) return
      isLate = true
      tell('tempo_esgotado')
    })
    return Promise.race([answer, late])
  }

  /** Once for each change: probes come every second. */
  function tell(unready: Unready | null, err?: unknown): void {
    if (unready === told) return
    told = unready
    if (unready === null) log.info('ready again')
    else log.warn({ falhou: unready, ...(err === undefined ? {} : { err }) }, 'not ready')
  }
}
