/** How it was verified who sent an event, for people. */

const PROOFS: Readonly<Record<string, string>> = {
  HMAC: 'assinatura do corpo (HMAC)',
  SEGREDO: 'segredo compartilhado',
  IP: 'endereço de origem na lista',
  CAMINHO: 'endereço secreto e vendedor conhecidos',
  TOKEN: 'token da API',
}

/** `conferencia` as the event has it: proofs joined by +. Null: found by the hub itself, or kept before this was noted. */
export function proofText(conferencia: string | null, origem: string): string {
  if (conferencia === null) {
    const brought = origem === 'WEBHOOK' || origem === 'INTERNO'
    return brought ? 'A conferência não foi registrada.' : 'Buscado no marketplace pelo hub.'
  }
  const proofs = conferencia.split('+').map((proof) => PROOFS[proof] ?? proof)
  return `Conferido por ${proofs.join(' e ')}.`
}
