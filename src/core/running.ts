/** Whatever starts returns the way to stop it. */
export interface Running {
  /** Finishes the work in progress and frees every resource. Another call does nothing more. */
  stop(): Promise<void>
}
