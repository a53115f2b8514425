/** What the service gives to the panel. */
import type { ClientAddress } from '../core/http/client-address.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Query } from '../db/connect/query.ts'
import type { ConnectorActs } from './connectors/acts/connector-acts.ts'
import type { Entrance } from './entrance/entrance.ts'

export interface PanelDeps {
  readonly query: Query
  /** The connections of live streams alone; three at least. */
  readonly liveQuery: Query
  /** Seals what is kept in the browser. */
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Logger
  /** The panel shows and changes nothing (PANEL_READ_ONLY). */
  readonly readOnly: boolean
  readonly entrance: Entrance
  readonly connectors: ConnectorActs
  /** The kinds of notice without a gateway (NOTIFY_…): these are recorded and sent to nobody. */
  readonly localMedia: readonly string[]
  /** Tells the address of a request's sender behind trusted proxies (TRUSTED_PROXIES). */
  readonly clientAddress: ClientAddress
}
