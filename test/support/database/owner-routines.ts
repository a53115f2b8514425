/**
 * Lists every routine that hub_service may call and that runs as its owner, past row-level security, by its callers:
 * the hub itself, callers who are not known yet, everybody, or people (with how they call it). A missing routine fails
 * a test.
 */
import { ORDER_CALLS } from '../panel/order-calls.ts'
import type { RoutineCall } from './routine-call.ts'
import { SETTING_CALLS } from './setting-calls.ts'

/** The hub's own work, which spans all stores. No screen and no route of the API may name it. */
export const OF_THE_HUB: readonly string[] = [
  'ingress.append_events',
  'ingress.connector_keys',
  'ingress.count_refusal',
  'ingress.count_source',
  'ingress.find_seller',
  'ingress.probe_append',
  'mercado_livre.activate',
  'mercado_livre.begin_authorization',
  'mercado_livre.begin_sync',
  'mercado_livre.claim',
  'mercado_livre.end_sync',
  'mercado_livre.expiring_tokens',
  'mercado_livre.lock_tokens',
  'mercado_livre.open_breakers',
  'mercado_livre.open_orders',
  'mercado_livre.park',
  'mercado_livre.pause_seller',
  'mercado_livre.postpone',
  'mercado_livre.read_tokens',
  'mercado_livre.require_authorization',
  'mercado_livre.reserve',
  'mercado_livre.save_breaker',
  'mercado_livre.save_tokens',
  'mercado_livre.sellers',
  'mercado_livre.settle',
  'mercado_livre.store_fetch_requests',
  'mercado_livre.take_authorization',
  'mercado_livre.unread_orders',
  'notifications.claim',
  'notifications.readdress',
  'notifications.settle_local',
  'notifications.settle_refused',
  'notifications.settle_sent',
  'notifications.settle_uncertain',
  'notifications.start',
  'measures.add_answers',
  'measures.add_processed',
  'access.forget_sessions',
  'measures.measure',
  'bulk.run',
  'connectors.save_connector',
  'access.set_operator_sub',
  'connectors.used_key_ids',
  'ops.verify',
  'relay.claim_leased',
  'relay.enlist',
  'relay.fall_asleep',
  'relay.has_ended',
  'relay.poll',
  'relay.release_batch',
  'relay.return_lease',
  'relay.run_quarantined',
  'relay.settle_failure',
  'relay.stay_awake',
  'relay.step',
  'relay.sweep',
  'relay.sweep_mappings',
  'relay.sweep_strays',
  'relay.wake',
]

/**
 * Called before the caller is known, or about the caller: by the hash of a secret, by a login, or with nothing to
 * reveal.
 */
export const OF_WHO_ASKS: readonly string[] = [
  'access.confirm_session',
  'access.end_session',
  'access.find_operator',
  'access.find_session',
  'access.find_token',
  'access.link_operator',
  'access.live_sessions',
  'access.login_wait',
  'connectors.note_connector_act',
  'audit.note_export',
  'access.note_login_failure',
  'access.note_token_use',
  'access.open_session',
  'access.session_owner',
]

/** Figures of the whole server, which reveal nothing about any store. */
export const OF_EVERYBODY: readonly string[] = [
  // Sessions, tables and locks of the database.
  'ops.blockers',
  // The position of a moment in the order of all ids.
  'search.first_event_since',
]

/** Called for what a person does or reads. */
export const BY_PEOPLE: Readonly<Record<string, RoutineCall>> = { ...ORDER_CALLS, ...SETTING_CALLS }
