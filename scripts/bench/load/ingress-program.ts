/** Starts ingress-process.ts: the ingress with chosen limits on how requests share transactions. */
import { type Program, startProgram } from './program.ts'

export interface IngressSettings {
  readonly url: string
  /** SECRETS_KEY. */
  readonly key: string
  readonly maxBatch: number
  readonly maxInFlight: number
  /** The most connections. */
  readonly pool: number
}

export function startIngress(settings: IngressSettings): Promise<Program> {
  return startProgram('scripts/bench/load/ingress-process.ts', [], {
    INGRESS: JSON.stringify(settings),
  })
}
