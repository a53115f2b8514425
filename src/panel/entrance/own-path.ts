/** Where a person wanted to go before they had to enter. */

/** A path of this panel's, or the Painel: never an address elsewhere. */
export function ownPath(volta: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(volta) ? volta : '/'
}
