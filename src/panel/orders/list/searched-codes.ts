/**
 * Finds the bare code in what a scanner read or a person typed at the counter. Scanners add blanks, line ends and marks of
 * their own. Labels of the marketplace have a QR code with a JSON object. Its screens write #2000001234567890. A keyboard may
 * use full-width digits, or another layout than the scanner's.
 */
import { ExactNumber, parseLosslessJson } from '../../../core/json/lossless-json.ts'

/** Longer than any code, and the most that the database's look-up takes. */
const CODE_MAX = 128

/** The fields of the QR code's object that hold a code: the shipment first, as on labels. */
const QR_NAMES = ['id', 'shipment_id', 'shipping_id', 'order_id', 'pack_id'] as const

/** A QR code's object as a scanner with another keyboard layout types it: its signs differ, its digits do not. */
const GARBLED_QR = /(?<![a-z0-9_])id[^0-9]{1,8}(\d{5,20})(?!\d)/i

/** An address of the marketplace's screens or of its API. */
const ADDRESS =
  /\/(?:orders|shipments|packs|vendas|pedidos|envios|pacotes)\/(?:[a-z_-]+\/)*(?:%23|#)?(\d{5,20})(?!\d)/i

/** `Venda #2000…`, `Pedido nº 2000…`. The sign or a blank distinguishes the word from a code that begins with it. */
const WORD =
  /^(?:pedido|venda|compra|pacote|envio|etiqueta|order|pack|shipment)(?:\s*[:#]|\s)\s*(?:n[o°.]{0,2}\s*)?#?\s*(?=\d)/i

/** A tracking code of the post, anywhere in the text. */
const POSTAL = /(?<![A-Z0-9])[A-Z]{2}\d{9}[A-Z]{2}(?![A-Z0-9])/gi

/**
 * The codes to look for, one after another until something is found: first what was meant, then the text as it was read. Empty
 * where there were only blanks.
 */
export function searchedCodes(read: string): readonly string[] {
  const plain = withoutMarks(read).trim()
  const code = meant(plain.normalize('NFKC').trim())
  const unpadded = /^0+\d{5,}$/.test(code) ? code.replace(/^0+/, '') : code
  const codes = [code, unpadded, plain].filter((one) => one !== '' && one.length <= CODE_MAX)
  return [...new Set(codes)]
}

/** Line ends and separators become blanks; joiners and direction marks are removed. */
function withoutMarks(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').replaceAll(/\p{Cf}/gu, '')
}

function meant(text: string): string {
  // Some scanners put the kind of bar code first: ]C1, ]Q3.
  const bare = text.replace(/^\][A-Za-z][0-9A-Za-z](?=.)/, '').trim()
  const inside = fromQr(bare) ?? ADDRESS.exec(bare)?.[1]
  if (inside !== undefined) return inside
  const code = bare
    .replace(WORD, '')
    .replace(/^#\s*/, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .trim()
  const joined = code.replaceAll(/\s/g, '')
  if (/^[A-Za-z]{0,4}\d{4,}[A-Za-z]{0,4}$/.test(joined)) return joined
  const postal = code.length > 24 ? [...new Set(code.match(POSTAL))] : []
  return postal.length === 1 ? (postal[0] ?? code) : code
}

function fromQr(text: string): string | undefined {
  const start = text.indexOf('{')
  if (start >= 0) {
    const named = namedIn(text.slice(start, text.lastIndexOf('}') + 1))
    if (named !== undefined) return named
  }
  // No code has these signs. A QR code that was cut off, or typed with another layout, has.
  const looksLikeQr = text.length > 12 && /["'{}^`´~¨ç]/i.test(text)
  if (!looksLikeQr) return undefined
  return GARBLED_QR.exec(text.normalize('NFKD').replaceAll(/\p{M}/gu, ''))?.[1]
}

function namedIn(json: string): string | undefined {
  let read: unknown
  try {
    read = parseLosslessJson(json)
  } catch {
    return undefined
  }
  if (typeof read !== 'object' || read === null) return undefined
  const byName = new Map(Object.entries(read).map(([name, value]) => [name.toLowerCase(), value]))
  for (const name of QR_NAMES) {
    const value: unknown = byName.get(name)
    const code = textOf(value)
      .replace(/^[#\s]+/, '')
      .trim()
    if (code !== '') return code
  }
  return undefined
}

function textOf(value: unknown): string {
  if (value instanceof ExactNumber) return value.source
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
