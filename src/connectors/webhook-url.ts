/** Where a marketplace posts its webhooks. */
/**
 * `caminho` is an application's own part of the address, where there is one: the marketplace's notifications go there.
 * Signed envelopes may go to either.
 */
export function webhookUrl(origin: string, caminho: string | null = null): string {
  const plain = `${origin}/api/integracoes/ml/webhook`
  return caminho === null ? plain : `${plain}/${caminho}`
}
