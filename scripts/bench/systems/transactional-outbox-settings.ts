/** What the listener of pg-transactional-outbox and those who store its messages agree on. */
import type { PollingListenerConfig } from 'pg-transactional-outbox'

export const schema = 'trx'
export const table = 'outbox'
export const nextMessages = 'next_outbox_messages'

/** Its protections stay on, as by default. The cleanup, once in minutes, does not fall into a round. */
export function listenerConfig(url: string, pollMs: number): PollingListenerConfig {
  return {
    outboxOrInbox: 'outbox',
    dbListenerConfig: { connectionString: url },
    settings: {
      dbSchema: schema,
      dbTable: table,
      nextMessagesFunctionSchema: schema,
      nextMessagesFunctionName: nextMessages,
      nextMessagesLockInMs: 60_000,
      nextMessagesPollingIntervalInMs: pollMs,
      messageProcessingTimeoutInMs: 60_000,
      enableMaxAttemptsProtection: true,
      enablePoisonousMessageProtection: true,
      messageCleanupIntervalInMs: 0,
    },
  }
}
