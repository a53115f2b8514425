/** Commander's complaints about how a command was called, said in one pt-BR sentence. */
import type { CommanderError } from 'commander'

/** Ends with where to look. What was typed is repeated only where it is the name of an option or a command. */
export function usageError({ code, message }: CommanderError): string {
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
