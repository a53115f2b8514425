/** Checks whether a NOTIFY is heard over the address at which the service would listen, and if not, why. */
import { type ListenState, startListener } from '../../db/connect/listener.ts'
import type { CommandIo } from '../program/command-io.ts'
import type { Finding } from './finding.ts'
import type { CommandDatabase } from '../program/with-database.ts'

const ANSWER_TIMEOUT_MS = 2500
const TIMEOUT_MS = 10_000

const FINDINGS: Readonly<Record<ListenState, Omit<Finding, 'nome'>>> = {
  listening: { situacao: 'ok', detalhe: 'Um NOTIFY enviado foi ouvido.' },
  poll: {
    situacao: 'aviso',
    detalhe:
      'NOTIFY não chega, como atrás de um pooler por transação: dê a DATABASE_URL um endereço direto ou um pooler por sessão. Até lá o relay consulta a cada segundo.',
  },
  lost: {
    situacao: 'aviso',
    detalhe:
      'LISTEN não foi possível: veja o log do banco. Até lá o relay consulta a cada segundo.',
  },
}

export async function examineNotify(io: CommandIo, opened: CommandDatabase): Promise<Finding> {
  const { database, log } = opened
  const verdict = Promise.withResolvers<ListenState>()
  const listener = startListener({
    url: database.url,
    channel: 'hub_outbox',
    applicationName: 'hub-cli',
    answerTimeoutMs: ANSWER_TIMEOUT_MS,
    clock: io.clock,
    log,
    onNotify: () => {},
    onState: verdict.resolve,
  })
  const patience = new AbortController()
  const late = io.clock.sleep(TIMEOUT_MS, patience.signal).then((): ListenState => 'lost')
  const state = await Promise.race([verdict.promise, late])
  patience.abort()
  await listener.stop()
  return { nome: 'escuta', ...FINDINGS[state] }
}
