/** An answer that can't be used: the path of what is missing or odd, and what was expected; never a value. */
export interface Unreadable {
  readonly kind: 'unreadable'
  readonly falta: string
}

export function unreadable(falta: string): Unreadable {
  return { kind: 'unreadable', falta }
}
