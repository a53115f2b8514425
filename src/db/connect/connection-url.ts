/** The URL of a connection of ours: whatever DATABASE_URL says, and what every session of ours has set. */
import { sessionOptions } from './session-settings.ts'

/**
 * Adds our settings to the `options` of `url`, after its own: given beside the URL they would lose to it.
 * `applicationName` is what `pg_stat_activity` shows.
 */
export function connectionUrl(url: string, applicationName: string): string {
  const target = new URL(url)
  const theirs = target.searchParams.get('options')
  const options = [...(theirs === null ? [] : [theirs]), sessionOptions()]
  target.searchParams.set('options', options.join(' '))
  target.searchParams.set('application_name', applicationName)
  return target.href
}
