/** The body of a request wherever it comes from: a listener has begun to take it in; a request without one brings its own. */
import { Readable } from 'node:stream'
import { type BodyIntake, takeBody } from './body-intake.ts'
import { createBodyRoom } from './body-room.ts'

export function intakeOf(taken: BodyIntake | undefined, request: Request): BodyIntake {
  if (taken !== undefined) return taken
  const source = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body)
  return takeBody(source, { bytesMax: Infinity, room: createBodyRoom(Infinity) })
}
