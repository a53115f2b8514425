/** One thing that the doctor has looked at. */
export interface Finding {
  readonly nome: string
  /** `aviso`: it works, and a person should look; `falha`: something does not work. */
  readonly situacao: 'ok' | 'aviso' | 'falha'
  /** One pt-BR sentence. */
  readonly detalhe: string
}
