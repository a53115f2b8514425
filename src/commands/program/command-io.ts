/** Gives a command what it may use of the outside world. Only main.ts makes one. */
import type { Config } from '../../settings/config.ts'
import type { Clock } from '../../core/clock.ts'
import type { Logger, LogLevel } from '../../core/log.ts'

export interface CommandIo {
  /** Reads the settings when asked. Throws HubError config_invalid. */
  config(): Config
  /** Writes one text to standard output, with a line end. */
  print(text: string): void
  /** Writes one sentence to standard error, with a line end. */
  complain(sentence: string): void
  /** Makes a log that writes to standard error. */
  createLog(level: LogLevel): Logger
  readonly clock: Clock
  /** The name of the person who acts, as the audit writes it: `cli:maria`. */
  readonly ator: string
  readonly version: string
  /** Reads a file that the person named, such as one with a secret. Throws Node's error. */
  readFile(path: string): string
  /** Makes the process end with 1, though nothing was thrown. */
  fail(): void
  /** From this call on, the first signal to stop resolves the promise instead of ending the process. A second one ends it. */
  stopRequested(): Promise<void>
}
