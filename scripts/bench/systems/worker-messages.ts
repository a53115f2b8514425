/** The messages between a worker process and its parent. */
import type { Drained, StartOptions, Worked } from './system.ts'

/** The worker script's one argument, as JSON. */
export interface WorkerArgument {
  readonly url: string
  readonly best: NonNullable<StartOptions['best']>
  /** Which variant of the system, where it has several. */
  readonly variant?: string
}

export type Order =
  /** Null `count`: until stopped. */
  | { readonly kind: 'go'; readonly count: number | null }
  /** Commit the n-th benchEvent. */
  | { readonly kind: 'append'; readonly n: number }
  | { readonly kind: 'stop' }

export type Answer =
  | { readonly kind: 'ready' }
  /** `committedAt`: just before the commit was sent, by monotonicMs. */
  | { readonly kind: 'appended'; readonly committedAt: number }
  | { readonly kind: 'drained'; readonly drained: Drained }
  | { readonly kind: 'stopped'; readonly worked: Worked }
