/**
 * A shipment's label, fetched because a person wants it: the marketplace may mark it printed by that. What came is told
 * by its first bytes.
 */
import type { MarketplaceRequest } from '../http/request.ts'
import type { Tokens } from '../oauth/tokens.ts'
import { readBytes, whyUnreached } from '../http/read-response.ts'

export type LabelAnswer =
  /** `zip` holds ZPL. */
  | { readonly kind: 'label'; readonly formato: 'pdf' | 'zip' | 'zpl'; readonly bytes: Buffer }
  /** A sentence's end for people: why there is none, and nothing of the answer. */
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

/** Tells a label by its first bytes, as the marketplace's content types are not to be trusted. `zip` holds ZPL; `json` is a refusal, whatever the status was. */
export function labelKind(bytes: Uint8Array): LabelKind {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1').trimStart()
  if (start.startsWith('%PDF')) return 'pdf'
  if (start.startsWith('PK\u0003\u0004')) return 'zip'
  if (start.startsWith('{') || start.startsWith('[')) return 'json'
  return start.startsWith('^XA') ? 'zpl' : 'unknown'
}
