/**
 * Which parameters of an address are not written as an address is: their bytes, after `%`, must be UTF-8. A router keeps
 * what it can't decode as it is, and then looks for `%FF` where somebody meant a letter, or finds nothing and says so.
 */

/** Their names, once each and as far as they can be read. */
export function misspeltParameters(url: string): readonly string[] {
  const at = url.indexOf('?')
  const query = at === -1 ? '' : (url.slice(at + 1).split('#', 1)[0] ?? '')
  const misspelt = query.split('&').filter((pair) => decoded(pair) === null)
  return [...new Set(misspelt.map((pair) => decoded(pair.split('=', 1)[0] ?? '') ?? ''))]
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}
