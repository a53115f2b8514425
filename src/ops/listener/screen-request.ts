/**
 * Refuses a request that no room should see: its address could be read in two ways, or it does not name its host.
 * Servers, proxies and routers disagree on how to read `%77`, `//` and `/../`. So a path has one spelling, the plain
 * one, and any other is not found. Letters of the query that are not ASCII come as `%` and their bytes in UTF-8.
 */
import type { IncomingMessage } from 'node:http'
import { MALFORMED, type Refused } from './refuse-connection.ts'

const ABSOLUTE = /^https?:\/\/[^/?#]+/i
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_~.-]+)*\/?$/
const ASCII = /^[\x21-\x7e]*$/
const DOT_SEGMENT = /\/\.\.?(?:\/|$)/
/** The paths that probes may ask for over HTTP/1.0 without a Host header. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz'])

const NOT_FOUND: Refused = {
  status: 404,
  codigo: 'nao_encontrado',
  detail: 'Não há nada neste endereço.',
}
const NOT_ASCII: Refused = {
  status: 400,
  codigo: 'endereco_invalido',
  detail: 'Escreva os parâmetros do endereço em UTF-8, com % onde não forem ASCII.',
}
const NO_HOST: Refused = {
  status: 400,
  codigo: 'host_ausente',
  detail: 'Envie um cabeçalho Host, e só um.',
}

/** Null when the request may go on. Reads only its head. */
export function screenRequest(incoming: IncomingMessage): Refused | null {
  const target = (incoming.url ?? '').replace(ABSOLUTE, '')
  const [path = ''] = target.split('?', 1)
  if (target !== '' && !target.startsWith('/') && !target.startsWith('?')) return MALFORMED
  if (!PLAIN_PATH.test(path) || DOT_SEGMENT.test(path)) return NOT_FOUND
  if (!ASCII.test(target)) return NOT_ASCII
  const hosts = hostsOf(incoming)
  if (hosts === 1) return null
  const isOldProbe = hosts === 0 && incoming.httpVersion === '1.0' && PROBES.has(path)
  return isOldProbe ? null : NO_HOST
}

function hostsOf({ rawHeaders }: IncomingMessage): number {
  let hosts = 0
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = rawHeaders[n]
    if (name?.length === 4 && name.toLowerCase() === 'host' && rawHeaders[n + 1] !== '') hosts += 1
  }
  return hosts
}
