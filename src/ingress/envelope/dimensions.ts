/** The measures of a volume in cm: an object, or a text such as `10x20x30` or `10,5 x 20 x 30 cm` (height first). */
import * as v from 'valibot'
import { field } from './field.ts'

const LENGTH_MAX_CM = 100_000
const TEXT_LENGTH_MAX = 64
const AMOUNT = String.raw`(\d{1,6}(?:[.,]\d{1,3})?)`
const TEXT = new RegExp(String.raw`^${AMOUNT}\s*[xX×*]\s*${AMOUNT}\s*[xX×*]\s*${AMOUNT}\s*(?:cm)?$`)

const length = field.amount(LENGTH_MAX_CM)

export const Dimensions = v.pipe(
  v.unknown(),
  v.transform(fromText),
  field.object(
    { altura: length, largura: length, comprimento: length },
    'deve ser um objeto com altura, largura e comprimento, ou um texto como 10x20x30',
  ),
)

/** Leaves what it can't read as it is; the object's schema then refuses it. */
function fromText(input: unknown): unknown {
  if (typeof input !== 'string' || input.length > TEXT_LENGTH_MAX) return input
  const found = TEXT.exec(input.trim())
  if (found === null) return input
  const [altura, largura, comprimento] = found
    .slice(1)
    .map((text) => Number(text.replace(',', '.')))
  return { altura, largura, comprimento }
}
