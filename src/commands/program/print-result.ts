/** What a command found, for a program (`--json`, one document) or for a person. */
import type { CommandIo } from './command-io.ts'

/** `text` is made only when a person reads. */
export function printResult(
  io: Pick<CommandIo, 'print'>,
  json: boolean | undefined,
  value: unknown,
  text: () => string,
): void {
  io.print(json === true ? JSON.stringify(value, null, 2) : text())
}
