/** Every scenario, in the order in which they run and are reported: the comparison with the peers first. */
import type { Scenario } from './core/scenario.ts'
import { backlog } from './scenarios/backlog.ts'
import { burst } from './scenarios/burst.ts'
import { drain } from './scenarios/drain.ts'
import { enrichment } from './scenarios/enrichment.ts'
import { gracefulStop } from './scenarios/graceful-stop.ts'
import { hotPath } from './scenarios/hot-path.ts'
import { idleCost } from './scenarios/idle-cost.ts'
import { idleToOne } from './scenarios/idle-to-one.ts'
import { noisyTenant } from './scenarios/noisy-tenant.ts'
import { openLoop } from './scenarios/open-loop.ts'
import { pinnedSnapshot } from './scenarios/pinned-snapshot.ts'
import { producers } from './scenarios/producers.ts'
import { release } from './scenarios/release.ts'
import { requestToEffect } from './scenarios/request-to-effect.ts'
import { retryStorm } from './scenarios/retry-storm.ts'
import { severalRelays } from './scenarios/several-relays.ts'
import { soak } from './scenarios/soak.ts'
import { stepCost } from './scenarios/step-cost.ts'
import { wal } from './scenarios/wal.ts'
import { webhook } from './scenarios/webhook.ts'
import { webhookLatency } from './scenarios/webhook-latency.ts'

export const scenarios: readonly Scenario[] = [
  hotPath,
  drain,
  idleToOne,
  requestToEffect,
  openLoop,
  backlog,
  stepCost,
  pinnedSnapshot,
  producers,
  webhook,
  webhookLatency,
  noisyTenant,
  enrichment,
  burst,
  release,
  retryStorm,
  severalRelays,
  gracefulStop,
  idleCost,
  wal,
  soak,
]
