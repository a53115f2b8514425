/** Starts the product, `hub start`, with chosen rooms and on free ports. */
import { type Program, startProgram } from './program.ts'

interface HubOptions {
  readonly url: string
  /** The value of ROOMS. */
  readonly rooms: string
  /** Settings that override the defaults. */
  readonly env?: Readonly<Record<string, string>>
}

export function startHub({ url, rooms, env = {} }: HubOptions): Promise<Program> {
  return startProgram('src/main.ts', ['start', '--json'], {
    DATABASE_URL: url,
    ROOMS: rooms,
    PUBLIC_PORT: '0',
    INTERNAL_PORT: '0',
    ...env,
  })
}
