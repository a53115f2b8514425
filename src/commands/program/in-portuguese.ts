/** Says in pt-BR what commander says in English: its help, and its complaints about how a command was called. */
import type { Command, CommanderError } from 'commander'

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Uso:',
  'Arguments:': 'Argumentos:',
  'Options:': 'Opções:',
  'Commands:': 'Comandos:',
}

/** Translates the help of a command and of all commands below it. Call it once the whole tree is built. */
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

/** Makes one sentence, which ends with where to look. It repeats what was typed only where that names an option or a command. */
export function complaintInPortuguese({ code, message }: CommanderError): string {
  const named = /'([^']{1,80})'/.exec(message)?.[1] ?? ''
  switch (code) {
    case 'commander.unknownOption':
      return `A opção ${named} não existe: veja as que há com --help.`
    case 'commander.unknownCommand':
      return `O comando "${named}" não existe: veja os que há com --help.`
    case 'commander.missingMandatoryOptionValue':
      return `Falta a opção obrigatória ${named}.`
    case 'commander.optionMissingArgument':
      return `Falta o valor da opção ${named}.`
    case 'commander.missingArgument':
      return `Falta o argumento ${named}: veja o uso com --help.`
    case 'commander.excessArguments':
      return 'Há argumentos demais: veja o uso com --help.'
    case 'commander.help':
      return 'Diga o que fazer: veja os comandos com --help.'
    default:
      return 'O comando não foi entendido: veja o uso com --help.'
  }
}
