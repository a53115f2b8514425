/** Reads the form of a secret: what each kind may look like, and how long the previous one stays valid. */
import * as v from 'valibot'
import type { NewSecret } from './connector-acts.ts'

/** The form proposes the first. */
export const GRACES = [
  ['24 hours', '24 horas'],
  ['1 hour', '1 hora'],
  ['7 days', '7 dias'],
  ['0', 'nem um instante'],
] as const

export const SecretForm = v.object({
  tipo: v.pipe(
    v.picklist(['CLIENT_SECRET', 'REFRESH_TOKEN', 'HMAC', 'SEGREDO']),
    v.description('qual segredo'),
  ),
  como: v.pipe(v.optional(v.picklist(['colar', 'gerar']), 'colar'), v.description('como')),
  valor: v.pipe(v.optional(v.string(), ''), v.trim(), v.description('o segredo')),
  carencia: v.pipe(
    v.optional(v.picklist(GRACES.map(([value]) => value)), GRACES[0][0]),
    v.description('por quanto tempo'),
  ),
})

const SHAPES: Readonly<Record<NewSecret['tipo'], readonly [shape: RegExp, accepts: string]>> = {
  CLIENT_SECRET: [/^[\x21-\x7e]{8,256}$/, 'de 8 a 256 letras, algarismos ou sinais, sem espaços'],
  REFRESH_TOKEN: [/^[\w.~-]{8,512}$/, 'um refresh token inteiro, como o Mercado Livre o dá'],
  HMAC: [/^[\x21-\x7e]{16,256}$/, 'de 16 a 256 letras, algarismos ou sinais, sem espaços'],
  SEGREDO: [/^[\x21-\x7e]{16,256}$/, 'de 16 a 256 letras, algarismos ou sinais, sem espaços'],
}

/** Null for a possible secret, or else a sentence for the form that repeats nothing of it. */
export function secretProblem(tipo: NewSecret['tipo'], valor: string): string | null {
  const [shape, accepts] = SHAPES[tipo]
  return shape.test(valor) ? null : `Informe ${accepts}.`
}

/** Whether the hub may generate it: only the two ends of the webhook share it, and no third party issues it. */
export function isWebhookSecret(tipo: NewSecret['tipo']): tipo is 'HMAC' | 'SEGREDO' {
  return tipo === 'HMAC' || tipo === 'SEGREDO'
}
