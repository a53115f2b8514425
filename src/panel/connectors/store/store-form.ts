/** How the form of a store's settings is read. */
import * as v from 'valibot'

const text = (lengthMin: number, lengthMax: number, accepts: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(lengthMin),
    v.maxLength(lengthMax),
    v.description(accepts),
  )

const either = (accepts: string) => v.pipe(v.picklist(['sim', 'nao']), v.description(accepts))

const fields = {
  nome: text(1, 100, 'o nome da loja, com até 100 caracteres'),
  endereco: text(0, 300, 'o endereço, com até 300 caracteres'),
  horario: text(0, 200, 'o horário, com até 200 caracteres'),
  meio_aviso: v.pipe(
    v.picklist(['WHATSAPP', 'SMS', 'EMAIL']),
    v.description('um dos meios da lista'),
  ),
  pede_documento: either('se o documento é pedido'),
  logisticas_fora: v.pipe(
    v.optional(v.string(), 'fulfillment'),
    v.trim(),
    v.maxLength(500),
    v.regex(/^(?:[a-z][a-z0-9_]{1,63}(?:\s*,\s*[a-z][a-z0-9_]{1,63}){0,19})?$/),
    v.description('tipos como fulfillment, separados por vírgula'),
  ),
  aviso_por_pacote: either('se um pacote tem um só aviso'),
} as const

export const NewStoreForm = v.object({
  ...fields,
  id: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^[1-9]\d{0,14}$/),
    v.description('o número da loja, só com algarismos'),
  ),
})

export const KnownStoreForm = v.object({
  ...fields,
  visto: v.pipe(
    v.string(),
    v.regex(/^(?:\d{4}-\d\d-\d\d [\d:.+-]{8,24})?$/),
    v.description('a versão'),
  ),
})
