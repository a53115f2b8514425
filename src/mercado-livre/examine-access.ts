/**
 * Examines a connector's access to the marketplace step by step (Testar). Each step has a name, and says what to do where
 * it fails. The steps after a failed one are not tried.
 */
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { connect } from 'node:tls'
import type { Client } from './http/client.ts'
import { whyNot } from './fetch/fetch-result.ts'
import { request, type Seller } from './http/request.ts'
import type { Tokens } from './oauth/tokens.ts'
import { partOf, unreadable } from './translate/json-part.ts'
import { whyUnreached } from './http/read-response.ts'

export interface Step {
  readonly nome: 'DNS' | 'TLS' | 'token' | 'usuário' | 'pedidos'
  readonly ok: boolean
  readonly detalhe: string
}

interface ExamineOptions {
  readonly apiUrl: string
  readonly timeoutMs: number
  readonly tokens: Pick<Tokens, 'of'>
  readonly client: Client
}

/** Ends with the first step that fails. `onStep` is called as each step ends, with all steps so far. */
export async function examineAccess(
  { apiUrl, timeoutMs, tokens, client }: ExamineOptions,
  seller: Seller,
  onStep: (steps: readonly Step[]) => Promise<void> = async () => {},
): Promise<readonly Step[]> {
  const { hostname, port, protocol } = new URL(apiUrl)
  const steps: Step[] = []
  const tries: readonly (() => Promise<Step>)[] = [
    () =>
      named(
        'DNS',
        lookup(hostname).then(({ address }) => `${hostname} é ${address}`),
      ),
    () =>
      protocol === 'https:'
        ? named('TLS', certificateOf(hostname, Number(port || 443), timeoutMs))
        : Promise.resolve({ nome: 'TLS', ok: true, detalhe: 'não se aplica: o endereço é http' }),
    async () => {
      const token = await tokens.of(seller.conectorId)
      if (token.kind === 'token') return { nome: 'token', ok: true, detalhe: 'válido' }
      const detalhe = token.kind === 'unavailable' ? token.motivo : REAUTHORIZE
      return { nome: 'token', ok: false, detalhe }
    },
    async () => {
      const answer = await client(seller, request.me())
      if (answer.kind !== 'found') return { nome: 'usuário', ok: false, detalhe: whyNot(answer) }
      const id = partOf(answer.body).id('id')
      if (id === null) {
        const detalhe = whyNot(unreadable('id: deve ser um número'))
        return { nome: 'usuário', ok: false, detalhe }
      }
      const ok = id === seller.userId
      const detalhe = ok
        ? `é o vendedor ${seller.userId}`
        : 'o token é de outra conta: autorize de novo'
      return { nome: 'usuário', ok, detalhe }
    },
    async () => {
      const [from, to] = [new Date(0), new Date(3_600_000)]
      const answer = await client(seller, request.orderSearch(seller.userId, from, to, 0))
      return answer.kind === 'found'
        ? { nome: 'pedidos', ok: true, detalhe: 'podem ser lidos' }
        : { nome: 'pedidos', ok: false, detalhe: whyNot(answer) }
    },
  ]
  for (const attempt of tries) {
    const step = await attempt()
    steps.push(step)
    await onStep(steps)
    if (!step.ok) break
  }
  return steps
}

const REAUTHORIZE = 'o vendedor precisa autorizar a aplicação de novo'

async function named(nome: Step['nome'], attempt: Promise<string>): Promise<Step> {
  try {
    return { nome, ok: true, detalhe: await attempt }
  } catch (error) {
    return { nome, ok: false, detalhe: whyUnreached(new Error('', { cause: error })) }
  }
}

async function certificateOf(host: string, port: number, timeoutMs: number): Promise<string> {
  const socket = connect({ host, port, servername: host })
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(timeoutMs) })
    return `${socket.getProtocol() ?? 'TLS'}, certificado válido até ${socket.getPeerCertificate().valid_to}`
  } finally {
    socket.destroy()
  }
}
