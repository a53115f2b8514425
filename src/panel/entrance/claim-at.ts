/** What an identity provider says of a person, by the name of a claim. */

export type Claims = Readonly<Record<string, unknown>>

/** A claim of exactly that name, or else, where the name has dots, what it leads to; undefined where there is none. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((inside, part) => {
    const isInside = typeof inside === 'object' && inside !== null && Object.hasOwn(inside, part)
    return isInside ? (inside as Claims)[part] : undefined
  }, claims)
}
