/** Database values as the API's JSON has them: ids stay text, counts become numbers, instants ISO 8601 in UTC. */
import * as v from 'valibot'

/** An int8 that a double holds exactly, such as a tenant's number or a version. */
export const countValue = v.pipe(v.string(), v.transform(Number), v.number())

export const instantValue = v.pipe(
  v.date(),
  v.transform((at) => at.toISOString()),
  v.pipe(v.string(), v.isoTimestamp()),
)

/** Text with these values today: the document lists them, and the value of a later release is passed on. */
export const namedValue = <const T extends readonly [string, ...string[]]>(values: T) =>
  v.union([v.picklist(values), v.string()])
