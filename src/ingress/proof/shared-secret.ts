/**
 * Checks whether a webhook brings one of a connector's live secrets in X-Webhook-Secret. The time does not tell whether
 * there is such a connector: decoys stand in for secrets that are not there.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const SECRETS_LIVE = 2

/** Makes a check with decoys of its own. `header` as it came; `secrets`: the live ones, none where there is no connector. */
export function createSharedSecretCheck(): (
  header: string,
  secrets: readonly Buffer[],
) => 'VALIDO' | 'SEGREDO_INVALIDO' {
  const decoys = Array.from({ length: SECRETS_LIVE }, () => randomBytes(32))
  return (header, secrets) => {
    // Node reads a header's bytes as Latin-1; the secret's are UTF-8.
    const brought = Buffer.from(header, 'latin1')
    let found = 0
    for (const secret of [...secrets, ...decoys.slice(secrets.length)])
      found |= Number(sameSecret(secret, brought))
    return found === 0 ? 'SEGREDO_INVALIDO' : 'VALIDO'
  }
}

/** Compares two secrets in a time that tells neither where they differ nor how long they are. */
export function sameSecret(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))
}
