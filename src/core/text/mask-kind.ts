/**
 * Which field names hold what must not be shown. Names are compared without case, `_`, `-` and `.`,
 * so that `client_secret`, `clientSecret` and `Client-Secret` are one. An `etiqueta` is not
 * personal data: it stays.
 */

export type MaskKind = 'nome' | 'doc' | 'telefone' | 'email' | 'pessoa' | 'segredo'

// A `_` stands where words meet.
const NAMES: Readonly<Record<Exclude<MaskKind, 'segredo'>, readonly string[]>> = {
  nome: [
    'nome',
    'nome_completo',
    'first_name',
    'last_name',
    'full_name',
    'receiver_name',
    'nickname',
  ],
  doc: ['doc', 'documento', 'cpf', 'cnpj', 'cpf_cnpj', 'doc_number', 'tax_id', 'rg'],
  telefone: ['telefone', 'fone', 'celular', 'phone', 'phone_number', 'receiver_phone', 'whatsapp'],
  email: ['email', 'e_mail', 'mail'],
  // Everything inside is about one person, whatever it is called.
  pessoa: [
    'destinatario',
    'buyer',
    'receiver',
    'receiver_address',
    'identification',
    'billing_info',
  ],
}

// Part of a name is enough here: `webhook_secret`, `accessToken`, `X-ML-Signature`.
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

/** What a field of this name holds, or null when it may be shown. */
export function maskKind(key: string): MaskKind | null {
  const plain = key.toLowerCase().replace(/[_.-]/g, '')
  if (SECRET_PART.test(plain)) return 'segredo'
  return KIND_BY_NAME.get(plain) ?? null
}

const { nome, doc, telefone, email } = NAMES
const PERSONAL = [...nome, ...doc, ...telefone, ...email].join('|').replaceAll('_', '[_-]?')
const SECRET = SECRETS.join('|').replaceAll('_', '[_-]?')

/** The end of such a name as a regular expression source, for finding `nome: '…'` inside a text. */
export const MASKED_NAME = `(?:(?<![a-z0-9])(?:${PERSONAL})|(?:${SECRET})(?:_enc)?)`
