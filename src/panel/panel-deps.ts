/** What the service hands to the panel. */
import type { ClientAddress } from '../core/http/client-address.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Query } from '../db/connect/query.ts'
import type { ConnectorActs } from './connectors/acts/connector-acts.ts'
import type { Entrance } from './entrance/entrance.ts'

export interface PanelDeps {
  readonly query: Query
  /** What live streams ask by; its connections are theirs alone, three at least. */
  readonly liveQuery: Query
  /** Seals what waits in the browser. */
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Logger
  /** Shows, and changes nothing (PANEL_READ_ONLY). */
  readonly readOnly: boolean
  readonly entrance: Entrance
  readonly connectors: ConnectorActs
  /** The kinds of notice for which no gateway is set (NOTIFY_…): these are written down and sent to nobody. */
  readonly localMeans: readonly string[]
  /** Whom a request is from, behind which proxies (TRUSTED_PROXIES). */
  readonly clientAddress: ClientAddress
}
