/** Builds the whole command line, `hub`, as a tree of commands. */
import { Command } from 'commander'
import type { CommandIo } from './command-io.ts'
import { connectorCommand } from '../connector/connector.ts'
import { doctorCommand } from '../doctor/doctor.ts'
import { eventCommand } from '../event/event.ts'
import { mapCommand } from '../order/map.ts'
import { migrateCommand } from '../migrate.ts'
import { noticeCommand } from '../order/notice.ts'
import { operatorCommand } from '../operator/operator.ts'
import { orderCommand } from '../order/order.ts'
import { requireReadableText } from './readable-text.ts'
import { startCommand } from '../start/start.ts'
import { tenantCommand } from '../tenant.ts'
import { tokenCommand } from '../operator/token.ts'
import { verifyCommand } from '../verify.ts'
import { inPortuguese } from './in-portuguese.ts'

/** Running it throws CommanderError for how it was called, and HubError for what went wrong. */
export function createProgram(io: CommandIo): Command {
  const program = new Command('hub')
    .usage('[command] [options]')
    .description('hub-outbox: eventos do marketplace viram pedidos, uma vez só')
  const commands = [
    startCommand(io),
    migrateCommand(io),
    tenantCommand(io),
    connectorCommand(io),
    mapCommand(io),
    tokenCommand(io),
    operatorCommand(io),
    eventCommand(io),
    orderCommand(io),
    noticeCommand(io),
    doctorCommand(io),
    verifyCommand(io),
  ]
  for (const command of commands) program.addCommand(command)
  program.hook('preAction', (_, command) => requireReadableText(command))
  return quietly(inPortuguese(program), io)
}

/** Makes commander throw instead of exiting or printing. The caller says what is wrong. */
function quietly(command: Command, io: CommandIo): Command {
  command
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: (text) => io.print(text.trimEnd()) })
  for (const sub of command.commands) quietly(sub, io)
  return command
}
