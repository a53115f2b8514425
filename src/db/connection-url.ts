/** The URL of a connection of ours: whatever DATABASE_URL says, and who we are and act as. */

export interface ConnectionIdentity {
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string
  /** The role to act as, from the first statement on; absent: the URL's own. */
  readonly role?: string | undefined
}

/**
 * Adds an empty search path (names must be qualified) and the role to the `options` of `url`, after its own:
 * given beside the URL they would lose to it, and a service would silently act as its owner.
 */
export function connectionUrl(url: string, { applicationName, role }: ConnectionIdentity): string {
  const target = new URL(url)
  const ours = ['search_path=', ...(role === undefined ? [] : [`role=${role}`])]
  const theirs = target.searchParams.get('options')
  const options = [...(theirs === null ? [] : [theirs]), ...ours.map((setting) => `-c ${setting}`)]
  target.searchParams.set('options', options.join(' '))
  target.searchParams.set('application_name', applicationName)
  return target.href
}
