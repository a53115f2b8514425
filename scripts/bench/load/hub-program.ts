/** The product itself, `hub start`, with the rooms that are asked for, on free ports. */
import { type Program, startProgram } from './program.ts'

interface HubOptions {
  readonly url: string
  /** As ROOMS has them. */
  readonly rooms: string
  /** Settings over the defaults. */
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
