/**
 * Hides personal data and credentials from logs, errors and screens, and leaves enough to recognise one. The functions
 * are pure and never throw. A number that could be an id or personal data stays only if it can't be a CPF, a CNPJ or a
 * Brazilian telephone number: order ids (16 digits), event ids, UUIDs and digests stay.
 */
import { MASKED_NAME } from './mask-kind.ts'

const HIDDEN = '***'

/** `Maria da Silva` → `Maria S.`; a single name keeps its first letter. */
export function maskName(name: string): string {
  const words = name.trim().split(/\s+/u)
  const [first = ''] = words
  const last = words.at(-1)
  if (words.length < 2 || last === undefined)
    return first === '' ? '' : `${initial(first)}${HIDDEN}`
  return `${maskText(first)} ${initial(last).toUpperCase()}.`
}

/**
 * A CPF → `***.***.***-09`. A CNPJ, the alphanumeric one too, also keeps its last two digits. Anything else → `***`.
 */
export function maskDoc(doc: string): string {
  const plain = doc.replace(/[^0-9A-Za-z]/g, '')
  if (/^\d{11}$/.test(plain)) return `***.***.***-${plain.slice(-2)}`
  if (/^[0-9A-Za-z]{12}\d{2}$/.test(plain)) return `**.***.***/****-${plain.slice(-2)}`
  return doc === '' ? '' : HIDDEN
}

/** `+5511999990000` → `+55 11 *****-0000`: country, area and the last four digits stay. Too short a number → `***`. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  const brazilian = /^(?<country>55)?(?<area>[1-9]{2})(?<middle>\d{4,5})(?<last>\d{4})$/.exec(
    digits,
  )?.groups
  const foreign = brazilian === undefined || /^\s*\+(?!55)/.test(phone)
  if (foreign) return digits.length < 8 ? HIDDEN : `${HIDDEN}-${digits.slice(-4)}`
  const { country, area = '', middle = '', last = '' } = brazilian
  return `${country === undefined ? '' : '+55 '}${area} ${'*'.repeat(middle.length)}-${last}`
}

/** `maria@dominio.com.br` → `m***@d***.com.br`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1)
  const dot = domain.indexOf('.')
  if (at < 1 || dot < 1) return email === '' ? '' : HIDDEN
  return `${initial(email)}${HIDDEN}@${initial(domain)}${HIDDEN}${domain.slice(dot)}`
}

/** Masks whatever looks like personal data or a credential in a text, and leaves the rest as it is. */
export function maskText(text: string): string {
  if (HARMLESS.test(text)) return text
  let masked = text
  for (const [pattern, replacement] of WORDS) masked = masked.replace(pattern, replacement)
  masked = masked.replace(EMAIL, maskEmail)
  return masked.replace(NUMBER, (found: string, id?: string) => id ?? maskNumber(found))
}

function initial(word: string): string {
  return String.fromCodePoint(word.codePointAt(0) ?? 42)
}

// A short word, a UUID or a digest. Most logged texts are one, and no pattern below changes them: this test is a
// shortcut.
const HARMLESS =
  /^(?:[A-Za-z_]{0,19}|(?=[0-9]*[a-f])[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/

// No pattern may start again inside text that it has scanned: a long hostile text must cost one pass, not many.
const WORDS: readonly (readonly [RegExp, string])[] = [
  // The credentials in postgres://user:password@host and in any other address.
  [/(?<=:\/\/)[^\s/?#"']{1,1024}@/g, `${HIDDEN}@`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/\b(?:APP_USR|TG)-[A-Za-z0-9_-]{8,}/g, HIDDEN],
  // The hub's own tokens. A digit or a capital distinguishes a token from the name of a role or a table.
  [/\bhub_(?=[a-z_-]{0,80}[0-9A-Z])[A-Za-z0-9_-]{20,}/g, HIDDEN],
  // PostgreSQL quotes the whole row in the detail of a failed check, and nothing marks where the row ends.
  [/((?:Failing row contains|Registro que falhou contém) )\([^]*/g, `$1(${HIDDEN})`],
  // "nome":"Maria", nome: 'Maria', and the same when it is escaped inside another text.
  [
    new RegExp(
      String.raw`(${MASKED_NAME})(\\*["']?\s{0,8}[:=]\s{0,8}\\*(["']))(?:\\.|(?!\3)[^\\])*`,
      'gis',
    ),
    `$1$2${HIDDEN}`,
  ],
  // nome=Maria Silva&client_secret=…
  [new RegExp(String.raw`(${MASKED_NAME})=(?!["'\\])[^,;&)\]}\n"']+`, 'gi'), `$1=${HIDDEN}`],
]

const EMAIL = /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu

const NUMBER = new RegExp(
  [
    // Never a person's: UUIDs, digests, and ids in a path of the marketplace.
    String.raw`((?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])`,
    String.raw`(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{32,}(?![0-9a-z])`,
    String.raw`(?<=/(?:orders|packs|shipments|users|items)/)\d+)`,
    // Possibly a person's; `maskNumber` decides.
    String.raw`(?<![0-9a-z])[0-9a-z]{2}\.[0-9a-z]{3}\.[0-9a-z]{3}/[0-9a-z]{4}-\d{2}(?!\d)`,
    String.raw`(?<!\d)\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}(?!\d)`,
    String.raw`(?<!\d)\d{3}[. ]?\d{3}[. ]?\d{3}[-/. ]?\d{2}(?!\d)`,
    String.raw`\+\d[\d ().-]{6,18}\d(?!\d)`,
    String.raw`(?<!\d)(?:55[ .-]?)?\(?[1-9]{2}\)?[ .-]?(?:9[ .-]?\d{4}|[2-5]\d{3})[ .-]?\d{4}(?!\d)`,
    String.raw`(?<!\d)9\d{4}-\d{4}(?!\d)`,
  ].join('|'),
  'gi',
)

const PHONE = /^(?:55)?[1-9]{2}(?:9\d{8}|[2-5]\d{7})$/

function maskNumber(found: string): string {
  const digits = found.replace(/\D/g, '')
  const bare = digits.length === found.length
  if (found.includes('/') && found.includes('.')) return maskDoc(found)
  if (digits.length === 14) return hasCheckDigits(digits, CNPJ_WEIGHTS) ? maskDoc(digits) : found
  if (digits.length === 11 && /^\d{3}\.\d{3}\.\d{3}-\d{2}$/.test(found)) return maskDoc(digits)
  if (digits.length === 11 && hasCheckDigits(digits, CPF_WEIGHTS)) return maskDoc(digits)
  if (found.startsWith('+') || /^9\d{4}-\d{4}$/.test(found)) return maskPhone(found)
  // Ten bare digits are more often a time in seconds or an id than the number of a land line.
  return PHONE.test(digits) && !(bare && digits.length === 10) ? maskPhone(digits) : found
}

const CPF_WEIGHTS = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
const CNPJ_WEIGHTS = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]

/** Whether both check digits equal the weighted sum, modulo 11, of the digits before them. */
function hasCheckDigits(digits: string, weights: readonly number[]): boolean {
  return [digits.length - 2, digits.length - 1].every((end) => {
    const used = weights.slice(weights.length - end)
    const sum = used.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
    const expected = sum % 11 < 2 ? 0 : 11 - (sum % 11)
    return Number(digits[end]) === expected
  })
}
