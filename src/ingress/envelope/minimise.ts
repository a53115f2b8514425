/**
 * Keeps the contract's minimum of an event's payload and nothing else (LGPD). The rest is dropped here, before anything
 * is stored, so that no log, view or backup can hold it.
 */
import * as v from 'valibot'
import { Dimensions } from './dimensions.ts'
import { field } from './field.ts'
import { Items } from './items.ts'

const WEIGHT_MAX_KG = 100_000

const optionalText = (lengthMax: number) => field.optional(field.text(lengthMax))

const KeptPayload = v.pipe(
  field.object({
    destinatario: field.optional(
      field.object({
        nome: optionalText(200),
        doc: optionalText(32),
        telefone: optionalText(32),
      }),
    ),
    itens: field.optional(Items),
    volume: field.optional(
      field.object({
        peso: field.optional(field.amount(WEIGHT_MAX_KG)),
        dimensoes: field.optional(Dimensions),
      }),
    ),
    etiqueta: optionalText(128),
    status: field.optional(field.key(128)),
  }),
  v.transform(({ destinatario, volume, ...rest }) =>
    present({ ...rest, destinatario: brought(destinatario), volume: brought(volume) }),
  ),
)

export type Payload = v.InferOutput<typeof KeptPayload>

/**
 * Reads a payload into the kept fields, or says what is wrong with them. A field that the event does not bring is not in
 * the output, not even empty. Never throws.
 */
export function minimise(payload: unknown): v.SafeParseResult<typeof KeptPayload> {
  return v.safeParse(KeptPayload, payload)
}

function brought<T extends object>(part: T | undefined): Partial<T> | undefined {
  const kept = present(part ?? {})
  return Object.keys(kept).length === 0 ? undefined : kept
}

/** The same object without its undefined fields, so that two payloads that say the same are equal as JSON. */
function present<T extends object>(part: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(part).filter(([, value]) => value !== undefined),
  ) as Partial<T>
}
