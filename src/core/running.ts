/** What starts returns how it stops. */
export interface Running {
  /** Finishes what has begun and lets go of everything; harmless when called again. */
  stop(): Promise<void>
}
