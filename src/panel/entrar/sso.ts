/** placeholder */
export interface Sso {
  readonly x: 1
}
