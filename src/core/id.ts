/** Ids are PostgreSQL bigints and travel as text: they may pass 2^53. */

const ID_MAX = 9_223_372_036_854_775_807n

/** True for the digits of a positive bigint, without sign, space or leading zero. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= ID_MAX
}
