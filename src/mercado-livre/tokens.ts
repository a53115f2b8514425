/** Access to sellers' data: the tokens of their connectors. */
export type Token =
  | { readonly kind: 'token'; readonly accessToken: string; readonly versao: number }
  | { readonly kind: 'reauthorize' }
  | { readonly kind: 'unavailable'; readonly motivo: string }

export interface Tokens {
  of(conectorId: string): Promise<Token>
  /** After a 401 with the token of `versao`. */
  renew(conectorId: string, versao: number): Promise<Token>
  /** A token that was made just now was refused too: the seller must let the application in again. */
  refused(conectorId: string, versao: number): Promise<Extract<Token, { kind: 'reauthorize' }>>
}
