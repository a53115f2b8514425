/**
 * Reads the body of a request from the moment its head has arrived. It copies the bytes into one growing buffer,
 * because Node wraps each piece in an object of about a hundred bytes: a million pieces of one byte would cost a
 * hundred megabytes. It also reads a body that nobody wants and throws it away, so that the sender still reads the
 * answer.
 */
import { Readable } from 'node:stream'

export type Body =
  | { readonly kind: 'complete'; readonly bytes: Buffer<ArrayBuffer> }
  | { readonly kind: 'too_large' }
  /** The bodies of other requests leave no room for this one now. */
  | { readonly kind: 'no_room' }
  /** The sender left, or was cut off because it was too slow. */
  | { readonly kind: 'incomplete' }

export interface BodyIntake {
  /**
   * Resolves once the whole body is there, or as soon as it is, or declares itself, longer than `bytesMax`. Never
   * rejects.
   */
  read(bytesMax: number): Promise<Body>
  /** Frees the bytes that are held and their room. Bytes that still arrive are not kept. */
  release(): void
}

interface IntakeOptions {
  /** The most that is kept, whatever `read` asks for. */
  readonly bytesMax: number
  readonly room: BodyRoom
  /** The length that the request declares, in bytes. [not declared] */
  readonly announced?: number
  /**
   * Called once when the caller should cut the sender off. `tiny_pieces`: the pieces are so small that they cost more
   * than they bring. `flood`: the sender goes on sending bytes that nobody keeps.
   */
  readonly onAbuse?: (abuse: 'tiny_pieces' | 'flood') => void
}

/** A body may hold this much without asking for room, so that a notification or an event always finds room. */
const ALWAYS_BYTES = 8 * 1024
/** So many pieces may come unchecked; after them the average piece must be this large. */
const PIECES_FREE = 500
const PIECE_BYTES_MIN = 32
/** So much of a refused body is read and thrown away, so that the sender reads why it was refused. */
const PASSED_BYTES_MAX = 16 * 1024 * 1024
const nothing = Buffer.alloc(0)

/** Keeps an `error` listener on `source` while `source` lives: an error without a listener would end the process. */
export function takeBody(source: Readable, options: IntakeOptions): BodyIntake {
  const { bytesMax, room, announced = 0, onAbuse } = options
  const settled = Promise.withResolvers<Body>()
  const waiting: { readonly bytesMax: number; readonly answer: (body: Body) => void }[] = []
  let held: Buffer<ArrayBuffer> = nothing
  let size = 0
  let pieces = 0
  let passed = 0
  let taken = 0
  let ended: Body['kind'] | null = null

  source.on('error', () => end('incomplete'))
  source
    .on('data', take)
    .on('end', () => end('complete'))
    .on('close', () => end('incomplete'))
  if (source.destroyed) end('incomplete')
  else if (announced > bytesMax) end('too_large')

  return {
    read(most) {
      if (ended === null && Math.max(size, announced) > most)
        return Promise.resolve({ kind: 'too_large' })
      if (ended !== null) return settled.promise.then((body) => within(body, most))
      return new Promise((answer) => waiting.push({ bytesMax: most, answer }))
    },
    release() {
      end('incomplete')
      letGo()
    },
  }

  function take(piece: Buffer): void {
    if (ended !== null) return pass(piece)
    const from = size
    size += piece.length
    pieces += 1
    if (size > bytesMax) return end('too_large')
    if (pieces > PIECES_FREE && size < pieces * PIECE_BYTES_MIN) {
      end('incomplete')
      return onAbuse?.('tiny_pieces')
    }
    if (size > held.length && !grow()) return end('no_room')
    held.set(piece, from)
    for (let n = waiting.length - 1; n >= 0; n -= 1) {
      const wait = waiting[n]
      if (wait === undefined || size <= wait.bytesMax) continue
      waiting.splice(n, 1)
      wait.answer({ kind: 'too_large' })
    }
  }

  function pass(piece: Buffer): void {
    const before = passed
    passed += piece.length
    if (before <= PASSED_BYTES_MAX && passed > PASSED_BYTES_MAX) onAbuse?.('flood')
  }

  function grow(): boolean {
    const length = Math.min(bytesMax, Math.max(size, held.length * 2, 1024))
    const more = Math.max(0, length - ALWAYS_BYTES) - taken
    if (more > 0 && !room.take(more)) return false
    taken += Math.max(0, more)
    const grown = Buffer.allocUnsafeSlow(length)
    held.copy(grown, 0, 0, Math.min(size, held.length))
    held = grown
    return true
  }

  function end(kind: Body['kind']): void {
    if (ended !== null) return
    ended = kind
    const body: Body = kind === 'complete' ? { kind, bytes: held.subarray(0, size) } : { kind }
    if (kind !== 'complete') letGo()
    settled.resolve(body)
    for (const { bytesMax: most, answer } of waiting.splice(0)) answer(within(body, most))
  }

  function letGo(): void {
    held = nothing
    room.giveBack(taken)
    taken = 0
  }
}

function within(body: Body, most: number): Body {
  return body.kind === 'complete' && body.bytes.length > most ? { kind: 'too_large' } : body
}

/**
 * Limits how many bytes the bodies of all requests of one listener hold together, so that senders can't fill the
 * memory.
 */
export interface BodyRoom {
  /** False, and takes nothing, when there is no room for so many bytes. */
  take(bytes: number): boolean
  giveBack(bytes: number): void
  readonly taken: number
}

export function createBodyRoom(bytesMax: number): BodyRoom {
  let taken = 0
  return {
    take(bytes) {
      if (taken + bytes > bytesMax) return false
      taken += bytes
      return true
    },
    giveBack: (bytes) => void (taken -= bytes),
    get taken() {
      return taken
    },
  }
}

/** The body that the listener has begun to read; without a listener, the request's own. */
export function intakeOf(taken: BodyIntake | undefined, request: Request): BodyIntake {
  if (taken !== undefined) return taken
  const source = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body)
  return takeBody(source, { bytesMax: Infinity, room: createBodyRoom(Infinity) })
}
