/**
 * Fetches a shipment's label for a person who asks: the marketplace may mark it printed. The first bytes of what came tell
 * what it is.
 */
import type { MarketplaceRequest } from '../http/request.ts'
import type { Tokens } from '../oauth/tokens.ts'
import { readBytes, whyUnreached } from '../http/read-response.ts'

export type LabelAnswer =
  /** `zip` holds ZPL. */
  | { readonly kind: 'label'; readonly formato: 'pdf' | 'zip' | 'zpl'; readonly bytes: Buffer }
  /** Why there is none, as the end of a sentence for people; nothing of the answer. */
  | { readonly kind: 'none'; readonly motivo: string }

interface FetchLabelOptions {
  readonly apiUrl: string
  readonly timeoutMs: number
  readonly tokens: Pick<Tokens, 'of' | 'renew'>
}

export type LabelKind = 'pdf' | 'zip' | 'json' | 'zpl' | 'unknown'

const BYTES_MAX = 16 * 1024 * 1024

/** Never throws for what the marketplace does. */
export async function fetchLabel(
  { apiUrl, timeoutMs, tokens }: FetchLabelOptions,
  conectorId: string,
  { path, query }: MarketplaceRequest,
): Promise<LabelAnswer> {
  const url = new URL(path, apiUrl)
  url.search = new URLSearchParams(query).toString()
  const get = async (accessToken: string) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const headers = { authorization: `Bearer ${accessToken}` }
    const response = await fetch(url, { redirect: 'manual', signal, headers })
    return { status: response.status, bytes: await readBytes(response, BYTES_MAX) }
  }
  try {
    let token = await tokens.of(conectorId)
    if (token.kind === 'token') {
      const answer = await get(token.accessToken)
      if (answer.status !== 401) return judge(answer)
      token = await tokens.renew(conectorId, token.versao)
      if (token.kind === 'token') return judge(await get(token.accessToken))
    }
    const again = 'o vendedor precisa autorizar a aplicação de novo'
    return none(token.kind === 'unavailable' ? token.motivo : again)
  } catch (error) {
    return none(`o Mercado Livre ${whyUnreached(error)}`)
  }
}

function judge({ status, bytes }: { status: number; bytes: Buffer | null }): LabelAnswer {
  if (bytes === null) return none('a resposta é grande demais para uma etiqueta')
  const formato = labelKind(bytes)
  if (status === 200 && formato !== 'json' && formato !== 'unknown') {
    return { kind: 'label', formato, bytes }
  }
  if (status === 404) return none('o Mercado Livre não conhece o envio')
  if (formato === 'json') return none('o envio não está em um estado em que a etiqueta exista')
  return none(`o Mercado Livre respondeu ${status} sem uma etiqueta`)
}

function none(motivo: string): LabelAnswer {
  return { kind: 'none', motivo }
}

/** Reads the first bytes, because the marketplace's content types are wrong at times. `zip` holds ZPL; `json` is a refusal, whatever the status. */
export function labelKind(bytes: Uint8Array): LabelKind {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1').trimStart()
  if (start.startsWith('%PDF')) return 'pdf'
  if (start.startsWith('PK\u0003\u0004')) return 'zip'
  if (start.startsWith('{') || start.startsWith('[')) return 'json'
  return start.startsWith('^XA') ? 'zpl' : 'unknown'
}
