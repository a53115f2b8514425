/** A logger for graphile-worker, which would otherwise log each job. */
import { Logger } from 'graphile-worker'

export const graphileLogger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message)
})
