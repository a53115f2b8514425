/**
 * What somebody at the counter means by what a scanner read or a hand typed: a bare code, whatever stood around it.
 * Scanners add blanks, line ends and marks of their own; labels of the marketplace bear a QR code with a JSON object; its
 * screens write #2000001234567890; a keyboard may be set to full-width digits or to another layout than the scanner's.
 */
import { ExactNumber, parseLosslessJson } from '../../../core/json/lossless-json.ts'

/** Longer than any code, and than what the database's look-up takes. */
const CODE_MAX = 128

/** Of the QR code's object: the shipment first, as labels have it. */
const QR_NAMES = ['id', 'shipment_id', 'shipping_id', 'order_id', 'pack_id'] as const

/** A QR code's object as a scanner of another keyboard layout types it: its signs are others, its digits are not. */
const GARBLED_QR = /(?<![a-z0-9_])id[^0-9]{1,8}(\d{5,20})(?!\d)/i

/** An address, of the marketplace's screens or of its API. */
const ADDRESS =
  /\/(?:orders|shipments|packs|vendas|pedidos|envios|pacotes)\/(?:[a-z_-]+\/)*(?:%23|#)?(\d{5,20})(?!\d)/i

/** `Venda #2000…`, `Pedido nº 2000…`; the sign or a blank tells it from a code that begins so. */
const WORD =
  /^(?:pedido|venda|compra|pacote|envio|etiqueta|order|pack|shipment)(?:\s*[:#]|\s)\s*(?:n[o°.]{0,2}\s*)?#?\s*(?=\d)/i

/** A tracking code of the post, wherever it stands. */
const POSTAL = /(?<![A-Z0-9])[A-Z]{2}\d{9}[A-Z]{2}(?![A-Z0-9])/gi

/**
 * The codes to look for, one after another until something is found: what was meant, then what was read as it stands. None
 * where there was nothing but blanks.
 */
export function searchedCodes(read: string): readonly string[] {
  const plain = withoutMarks(read).trim()
  const code = meant(plain.normalize('NFKC').trim())
  const unpadded = /^0+\d{5,}$/.test(code) ? code.replace(/^0+/, '') : code
  const codes = [code, unpadded, plain].filter((one) => one !== '' && one.length <= CODE_MAX)
  return [...new Set(codes)]
}

/** Without what has no shape: line ends and separators become blanks, joiners and directions go. */
function withoutMarks(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').replaceAll(/\p{Cf}/gu, '')
}

function meant(text: string): string {
  // The kind of bar code, as some scanners put it first: ]C1, ]Q3.
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
  // A code has none of these signs; what was cut off, or typed by another layout, has.
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
