/** Where a marketplace posts its webhooks. */
import type { Config } from './config.ts'
import { publicOrigin } from './public-origin.ts'

/**
 * `caminho` is an application's own part of the address, where there is one: the marketplace's notifications go there.
 * Signed envelopes may go to either.
 */
export function webhookUrl(config: Config, caminho: string | null = null): string {
  const plain = `${publicOrigin(config)}/api/integracoes/ml/webhook`
  return caminho === null ? plain : `${plain}/${caminho}`
}
