/** The marketplace that a command is about, as an option brings it. */
import { HubError } from '../../core/errors.ts'

/** There is one. Throws HubError usage_invalid for another: what is kept under it would never be found. */
export function channelName(text: string): 'ML' {
  if (text.toUpperCase() === 'ML') return 'ML'
  throw new HubError('usage_invalid', 'A opção --canal aceita ML.')
}
