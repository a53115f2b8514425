/**
 * Tells from the name of a field whether its content is sensitive. Case, `_`, `-` and `.` do not matter:
 * `client_secret`, `clientSecret` and `Client-Secret` are the same name. An `etiqueta` is not personal data and stays.
 */

export type MaskKind = 'name' | 'doc' | 'phone' | 'email' | 'person' | 'secret'

// A `_` separates words.
const NAMES: Readonly<Record<Exclude<MaskKind, 'secret'>, readonly string[]>> = {
  name: [
    'nome',
    'nome_completo',
    'first_name',
    'last_name',
    'full_name',
    'receiver_name',
    'nickname',
  ],
  doc: ['doc', 'documento', 'cpf', 'cnpj', 'cpf_cnpj', 'doc_number', 'tax_id', 'rg'],
  phone: ['telefone', 'fone', 'celular', 'phone', 'phone_number', 'receiver_phone', 'whatsapp'],
  email: ['email', 'e_mail', 'mail'],
  // Everything inside such a field is about one person, whatever its name.
  person: [
    'destinatario',
    'buyer',
    'receiver',
    'receiver_address',
    'identification',
    'billing_info',
  ],
}

// A name that contains one of these is a secret: `webhook_secret`, `accessToken`, `X-ML-Signature`.
const SECRETS = [
  ...['secret', 'segredo', 'token', 'senha', 'password', 'passwd', 'authorization', 'signature'],
  ...['assinatura', 'cookie', 'api_key', 'private_key'],
]

const KIND_BY_NAME: ReadonlyMap<string, MaskKind> = new Map(
  (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((kind) =>
    NAMES[kind].map((name) => [name.replaceAll('_', ''), kind] as const),
  ),
)

const SECRET_PART = new RegExp(SECRETS.join('|').replaceAll('_', ''))

/** The kind of content of a field with this name, or null when it may be shown. */
export function maskKind(key: string): MaskKind | null {
  const plain = key.toLowerCase().replace(/[_.-]/g, '')
  if (SECRET_PART.test(plain)) return 'secret'
  return KIND_BY_NAME.get(plain) ?? null
}

const { name, doc, phone, email } = NAMES
const PERSONAL = [...name, ...doc, ...phone, ...email].join('|').replaceAll('_', '[_-]?')
const SECRET = SECRETS.join('|').replaceAll('_', '[_-]?')

/** The source of a regular expression for the end of a sensitive name, to find `nome: '…'` inside a text. */
export const MASKED_NAME = `(?:(?<![a-z0-9])(?:${PERSONAL})|(?:${SECRET})(?:_enc)?)`
