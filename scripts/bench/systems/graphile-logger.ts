/** graphile-worker logs each job unless it is given a logger that does not. */
import { Logger } from 'graphile-worker'

export const graphileLogger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message)
})
