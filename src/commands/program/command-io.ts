/** What a command may use of the world outside: given by main.ts, and by nobody else. */
import type { Config } from '../../settings/config.ts'
import type { Clock } from '../../core/clock.ts'
import type { Logger, LogLevel } from '../../core/log.ts'

export interface CommandIo {
  /** Reads the settings when asked. Throws HubError config_invalid. */
  config(): Config
  /** One text to standard output, with a line end. */
  print(text: string): void
  /** One sentence to standard error, with a line end. */
  complain(sentence: string): void
  /** Writes to standard error. */
  createLog(level: LogLevel): Logger
  readonly clock: Clock
  /** Who acts, as the audit writes it: `cli:maria`. */
  readonly ator: string
  readonly version: string
  /** What the program was given to read, such as a secret in a file. Throws Node's error. */
  readFile(path: string): string
  /** The process is to end with 1, though nothing was thrown. */
  fail(): void
  /** From this call on, the first signal to stop resolves it instead of ending the process; a second one ends it. */
  stopRequested(): Promise<void>
}
