/**
 * Turns what went wrong with reaching or preparing a database into one sentence that says what to do, without the
 * password of its URL. It is for people who start the service. A statement that fails later keeps its own error.
 */
import { errorMessage, HubError } from '../../core/errors.ts'
import { isTransient, sqlState } from './sql-state.ts'

/**
 * Translates an error of connecting to `url`, or of preparing the database there: `permission_missing` for a missing
 * right, `database_unreachable` for the rest. Returns a HubError as it is.
 */
export function databaseError(error: unknown, url: string): HubError {
  if (error instanceof HubError) return error
  const { host, user, database } = target(url)
  const unreachable = (sentence: string) =>
    new HubError('database_unreachable', sentence, { cause: error, retryable: isTransient(error) })
  switch (sqlState(error) ?? codeOf(error)) {
    case 'ECONNREFUSED':
      return unreachable(`Nenhum PostgreSQL responde em ${host}: inicie-o ou corrija DATABASE_URL.`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(
        `O endereço ${host} não é conhecido aqui: corrija DATABASE_URL ou a resolução de nomes.`,
      )
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable(
        `O PostgreSQL em ${host} não respondeu pela rede: verifique o firewall ou corrija DATABASE_URL.`,
      )
    case '28P01':
    case '28000':
      return unreachable(
        `O PostgreSQL em ${host} recusou o usuário "${user}": corrija o usuário ou a senha em DATABASE_URL.`,
      )
    case '3D000':
      return unreachable(
        `O PostgreSQL em ${host} não tem o banco "${database}": crie-o ou corrija DATABASE_URL.`,
      )
    case '53300':
      return unreachable(
        `O PostgreSQL em ${host} não tem mais conexões livres: feche algumas ou aumente max_connections.`,
      )
    case '57P03':
      return unreachable(
        `O PostgreSQL em ${host} está iniciando ou parando: tente de novo em instantes.`,
      )
    case '42501':
      return new HubError(
        'permission_missing',
        `Falta ao usuário "${user}" um direito no banco "${database}" (${saidBy(error)}): ` +
          'conceda-o, ou use em DATABASE_URL o dono do banco.',
        { cause: error },
      )
    default:
      // The connection was there before and is lost now.
      if (isTransient(error)) {
        const sentence = `O PostgreSQL em ${host} não está respondendo: tente de novo em instantes.`
        return unreachable(sentence)
      }
      return unreachable(
        `O PostgreSQL em ${host} não pôde ser usado (${saidBy(error)}): verifique DATABASE_URL.`,
      )
  }
}

/**
 * Whether a SQLSTATE is about connecting: invalid authorization, no such database, no free connection, starting or
 * stopping.
 */
export function isOfConnecting(state: string): boolean {
  return state.startsWith('28') || ['3D000', '53300', '57P03'].includes(state)
}

function target(url: string): { host: string; user: string; database: string } {
  const unknown = { host: 'DATABASE_URL', user: '?', database: '?' }
  if (!URL.canParse(url)) return unknown
  const { hostname, port, username, pathname } = new URL(url)
  return {
    host: `${hostname === '' ? 'localhost' : hostname}:${port === '' ? '5432' : port}`,
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
  }
}

/** When a name has several addresses, they fail together as an AggregateError. The first error tells enough. */
function codeOf(error: unknown): string | undefined {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  if (!(first instanceof Error)) return undefined
  if ('code' in first && typeof first.code === 'string') return first.code
  return /timeout/.test(first.message) ? 'ETIMEDOUT' : undefined
}

function saidBy(error: unknown): string {
  const first = error instanceof Error ? errorMessage(error).split('\n')[0] : undefined
  return first === undefined || first === '' ? 'sem mensagem' : first
}
