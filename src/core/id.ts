/** Ids are PostgreSQL bigints. They travel as text, because they may exceed 2^53. */

const ID_MAX = 9_223_372_036_854_775_807n

/** Whether the text is a positive bigint in digits, without sign, space or leading zero. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= ID_MAX
}
