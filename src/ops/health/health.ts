/**
 * Decides whether this process should get work. It is ready when an append would succeed: it tries one
 * (append-probe.ts) and looks at the recent real ones (recent-appends.ts). Callers need no login and get one word.
 */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { AppendProbe } from './append-probe.ts'
import type { Unready } from '../../db/connect/unready.ts'

export interface Health {
  /** Makes the process unready for good, because it is stopping. */
  drain(): void
  /** Null when the process is ready. Resolves within 2 s with an answer that is at most one second old. */
  whyUnready(): Promise<Unready | null>
}

interface HealthDeps {
  readonly probe: AppendProbe
  /** Whether too many of the recent appends have failed. [never] */
  readonly appendsFail?: () => boolean
  readonly clock: Clock
  readonly log: Logger
}

const DEADLINE_MS = 2000
const CACHED_MS = 1000

/** However many callers ask, one probe runs at a time, and all of them get its answer for a second. */
export function createHealth(deps: HealthDeps): Health {
  const { probe, appendsFail = () => false, clock, log } = deps
  let draining = false
  let probing: Promise<Unready | null> | undefined
  let cached: { readonly unready: Unready | null; readonly until: number } | undefined
  let logged: Unready | null = null

  return {
    drain: () => {
      draining = true
    },
    async whyUnready() {
      const unready = draining ? 'encerrando' : await cachedAnswer()
      if (draining) return 'encerrando'
      return unready ?? (appendsFail() ? 'gravacoes_recentes' : null)
    },
  }

  async function cachedAnswer(): Promise<Unready | null> {
    if (cached !== undefined && clock.monotonicMs() < cached.until) return cached.unready
    return (probing ??= runProbe())
  }

  /** A probe that takes too long goes on alone, and everyone who asks meanwhile gets `tempo_esgotado`. */
  function runProbe(): Promise<Unready | null> {
    const settled = new AbortController()
    const late = clock.sleep(DEADLINE_MS, settled.signal).then(() => 'tempo_esgotado' as const)
    const answer = probe().then(({ unready, err }) => {
      const result = isLate ? 'tempo_esgotado' : unready
      cached = { unready: result, until: clock.monotonicMs() + CACHED_MS }
      probing = undefined
      settled.abort()
      logChange(result, err)
      return result
    })
    let isLate = false
    void late.then(() => {
      if (settled.signal.aborted) return
      isLate = true
      logChange('tempo_esgotado')
    })
    return Promise.race([answer, late])
  }

  /** Logs each change once, because probes come every second. */
  function logChange(unready: Unready | null, err?: unknown): void {
    if (unready === logged) return
    logged = unready
    if (unready === null) log.info('ready again')
    else log.warn({ falhou: unready, ...(err === undefined ? {} : { err }) }, 'not ready')
  }
}
