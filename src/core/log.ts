/**
 * The service's log: one JSON object a line, in UTC. It masks personal data and credentials in fields, child bindings,
 * messages, their arguments, errors and stacks. Data from outside goes under a key of its own (`{ untrusted: body }`).
 * A field with the name of one of the log's own fields gets a `_` after its name.
 */
import { format } from 'node:util'
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'
import { maskDeep } from './text/mask-deep.ts'
import { maskText } from './text/mask.ts'

export interface Logger extends Pick<
  PinoLogger,
  'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'level' | 'isLevelEnabled' | 'flush'
> {
  /** A logger whose every line carries `fields`, masked. */
  child(fields: object): Logger
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

interface LogOptions {
  level: LogLevel
  /** Receives the lines. [standard output] */
  destination?: DestinationStream
}

const RESERVED = new Set(['level', 'time', 'service', 'msg'])

/**
 * Messages are constants in the past tense, and values are fields: `log.info({ eventId, tenant }, 'event settled')`.
 */
export function createLogger({ level, destination }: LogOptions): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: () => `${pino.stdTimeFunctions.isoTime()},"service":"hub-outbox"`,
      formatters: { level: (label) => ({ level: label }) },
      // The value is plain and masked by now; pino's own serializer would treat it as an error again.
      serializers: { err: (err: unknown) => err },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as [unknown, ...unknown[]]
          if (typeof first !== 'object') {
            method.call(this, maskText(format(first, ...rest)))
            return
          }
          const fields = maskFields(first instanceof Error ? { err: first } : (first ?? {}))
          // Without a message pino uses the message of `err`, which is masked by now.
          if (rest.length === 0) method.call(this, fields)
          else method.call(this, fields, maskText(format(...rest)))
        },
        // JSON escapes CR and LF, but not these characters, which some viewers also treat as control characters.
        streamWrite: (line) => line.replace(/[\u007f-\u009f\u2028\u2029]/g, escapeUnicode),
      },
    },
    destination ?? pino.destination(1),
  )
  // Pino formats the bindings of the first logger only. Every descendant inherits this method.
  const original = Object.getPrototypeOf(log) as PinoLogger
  return Object.assign(log, {
    child(this: PinoLogger, fields: object) {
      return original.child.call(this, maskFields(fields))
    },
  })
}

function escapeUnicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function maskFields(fields: object): Record<string, unknown> {
  const masked = maskDeep(fields)
  if (typeof masked !== 'object' || masked === null) return { fields: masked }
  return Object.fromEntries(
    Object.entries(masked).map(([key, value]) => [RESERVED.has(key) ? `${key}_` : key, value]),
  )
}
