/** One thing that the doctor looked at, and how it is. */
export interface Finding {
  readonly nome: string
  /** `aviso`: it works, and a person should look; `falha`: something does not work. */
  readonly situacao: 'ok' | 'aviso' | 'falha'
  /** One pt-BR sentence. */
  readonly detalhe: string
}

export function goodFinding(nome: string, detalhe: string): Finding {
  return { nome, situacao: 'ok', detalhe }
}

export function warningFinding(nome: string, detalhe: string): Finding {
  return { nome, situacao: 'aviso', detalhe }
}

export function failureFinding(nome: string, detalhe: string): Finding {
  return { nome, situacao: 'falha', detalhe }
}

/** Says `good` where all is well, and warns with `trouble` where it is not. */
export function findingOf(nome: string, isGood: boolean, good: string, trouble: string): Finding {
  return isGood ? goodFinding(nome, good) : warningFinding(nome, trouble)
}
