/** Commander's own words in pt-BR, for a command and all that is below it. */
import type { Command } from 'commander'

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Uso:',
  'Arguments:': 'Argumentos:',
  'Options:': 'Opções:',
  'Commands:': 'Comandos:',
}

/** Call it once the whole tree is built. */
export function inPortuguese(command: Command): Command {
  command
    .helpOption('-h, --help', 'mostra esta ajuda')
    .helpCommand(false)
    .configureHelp({
      styleTitle: (title) => TITLES[title] ?? title,
      styleUsage: (usage) =>
        usage.replace('[options]', '[opções]').replace('[command]', '<comando>'),
      subcommandTerm: (sub) => sub.name(),
      optionDescription: ({ description }) => description,
    })
  for (const sub of command.commands) inPortuguese(sub)
  return command
}
