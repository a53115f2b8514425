/** Starts ingress-process.ts: the door with other limits on how requests share transactions. */
import { type Program, startProgram } from './program.ts'

export interface DoorSettings {
  readonly url: string
  /** SECRETS_KEY. */
  readonly key: string
  readonly maxBatch: number
  readonly maxInFlight: number
  /** Connections at most. */
  readonly pool: number
}

export function startDoor(settings: DoorSettings): Promise<Program> {
  return startProgram('scripts/bench/load/ingress-process.ts', [], {
    DOOR: JSON.stringify(settings),
  })
}
