/** How many bytes the bodies of all requests of a listener may hold together, so that no number of senders fills the memory. */

export interface BodyRoom {
  /** False where there is no room for so many more. */
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
